using ManagedENet.Conformance.Conversations;

namespace ManagedENet.Conformance.Own;

/// <summary>The network of a scenario: draws fates from a seed, in the way of tests/native/conversation_driver.c, so that both can run one scenario.</summary>
internal sealed class FateSource(long seed)
{
    private ulong _state = ((ulong)seed * 0x9E37_79B9_7F4A_7C15) | 1;
    private uint _loss;
    private uint _duplication;
    private uint _lateness;
    private uint _latestMs = 1;

    public bool IsCut { get; set; }

    public void Set(LineFields percentages)
    {
        _loss = (uint)percentages.Number("loss");
        _duplication = (uint)percentages.Number("dup");
        _lateness = (uint)percentages.Number("late");
        _latestMs = (uint)percentages.Number("by", 1);
    }

    public Fate Next()
    {
        if (IsCut || Happens(_loss)) return Fate.Dropped;
        if (Happens(_duplication)) return new Fate(FateKind.Duplicated, 0);
        return Happens(_lateness) ? new Fate(FateKind.Delivered, 1 + (int)Draw(_latestMs)) : Fate.Delivered;
    }

    private bool Happens(uint percent) => percent > 0 && Draw(100) < percent;

    private uint Draw(uint below)
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return (uint)(_state >> 11) % below;
    }
}
