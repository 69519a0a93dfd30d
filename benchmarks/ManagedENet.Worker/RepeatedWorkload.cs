namespace ManagedENet.Worker;

/// <summary>A workload that does nothing between its runs.</summary>
internal abstract class RepeatedWorkload : IBenchWorkload
{
    public void Serve(WorkerTalk talk)
    {
        Prepare();
        talk.SayReady();
        while (talk.WaitForRun()) talk.Say(Run());
    }

    protected abstract void Prepare();

    protected abstract Sample Run();
}
