namespace ManagedENet.Transports;

/// <summary>
/// The reports of refused datagrams that nobody has taken yet. When it is full the oldest is forgotten: whoever looks seldom wants to know how things are, not how they
/// were.
/// </summary>
internal sealed class RefusalQueue
{
    private const int Places = 32;

    private readonly DatagramRefusal[] _ring = new DatagramRefusal[Places];
    private int _oldest;
    private int _count;

    public void Add(in DatagramRefusal refusal)
    {
        _ring[(_oldest + _count) % Places] = refusal;
        if (_count < Places) _count++;
        else _oldest = (_oldest + 1) % Places;
    }

    public bool TryTake(out DatagramRefusal refusal)
    {
        if (_count == 0)
        {
            refusal = default;
            return false;
        }

        refusal = _ring[_oldest];
        _oldest = (_oldest + 1) % Places;
        _count--;
        return true;
    }
}
