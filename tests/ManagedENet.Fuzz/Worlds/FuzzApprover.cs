namespace ManagedENet.Fuzz.Worlds;

/// <summary>An application that lets some in, by the number that they bring, and throws at others.</summary>
internal sealed class FuzzApprover : IProvedConnectionApprover
{
    /// <summary>Lets everybody in.</summary>
    public bool IsLenient { get; set; }

    public bool Approve(in ENetAddress from, int channelCount, uint data, out uint refusalData)
    {
        refusalData = data;
        if (IsLenient) return true;
        if (data % 7 == 6) throw new ApproverException();
        return data % 7 is not 5;
    }

    public bool ApproveProved(in ENetAddress from, int channelCount, uint data, out uint refusalData)
    {
        refusalData = data + 1;
        if (IsLenient) return true;
        if (data % 7 == 3) throw new ApproverException();
        return data % 7 is not 4;
    }
}
