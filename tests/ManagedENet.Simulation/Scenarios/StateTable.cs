using System;
using System.Collections.Generic;
using ManagedENet.Simulation.Harness;

namespace ManagedENet.Simulation.Scenarios;

/// <summary>
/// HSK-050, written down once more: for each state one row, for each command what becomes of it, whether it is acknowledged, and the state it leads to.
/// </summary>
/// <remarks>
/// T taken, i ignored, R refused; + acknowledged. "=" is the same state; otherwise the number of the next one.
/// </remarks>
internal static class StateTable
{
    public const char Taken = 'T';
    public const char Ignored = 'i';
    public const char Refused = 'R';

    private static readonly string[] Rows =
    [
        //         ack  conn verify  disc  ping relia unrel frag unseq band  throt ufrag
        "Disconnected            i=  R=  i=   i=   R=  R=  R=  R=  R=  R=  R=  R=",
        "Connecting              T=  R=  T+5  T0   R=  R=  R=  R=  R=  R=  R=  R=",
        "AcknowledgingConnect    R=  R=  i=   T+0  R=  R=  R=  R=  R=  R=  R=  R=",
        "ConnectionPending       T=  R=  i+=  T0   R=  R=  R=  R=  R=  R=  R=  R=",
        "ConnectionSucceeded     T=  R=  i+=  T0   R=  R=  R=  R=  R=  R=  R=  R=",
        "Connected               T=  R=  i+=  T+0  T+= T+= T=  T+= T=  T+= T+= T=",
        "DisconnectLater         T=  R=  i+=  T+0  T+= T+= T=  T+= T=  T+= T+= T=",
        "Disconnecting           R=  R=  i=   T+0  R=  R=  R=  R=  R=  R=  R=  R=",
        "AcknowledgingDisconnect T0  R0  i0   i+0  R0  R0  R0  R0  R0  R0  R0  R0",
        "Zombie                  i0  R0  i0   i0   R0  R0  R0  R0  R0  R0  R0  R0",
    ];

    public static IEnumerable<TestCaseData> Cases()
    {
        foreach (string row in Rows)
        {
            string[] cells = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            ENetPeerState state = Enum.Parse<ENetPeerState>(cells[0]);
            for (int i = 1; i < cells.Length; i++)
            {
                var kind = (WireKind)i;
                string cell = cells[i];
                ENetPeerState next = cell[^1] == '=' ? state : (ENetPeerState)(cell[^1] - '0');
                yield return new TestCaseData(state, kind, cell[0], cell.Contains('+'), next);
            }
        }
    }
}
