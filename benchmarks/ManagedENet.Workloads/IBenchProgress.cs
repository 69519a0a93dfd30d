namespace ManagedENet.Workloads;

/// <summary>Hears how far the measurement is.</summary>
internal interface IBenchProgress
{
    /// <summary>Round <paramref name="done"/> of <paramref name="all"/> of a case is over.</summary>
    void Show(int caseNumber, int done, int all);
}
