using System;
using System.Runtime;
using ManagedENet.FirstSecond;

// What an application pays at its start: processor time of the process from its beginning to echoes that come back. benchmarks/first-second.sh runs it in all its ways,
// beside native/first_second.c, which does the same.
TimeSpan atMain = Environment.CpuUsage.TotalTime;
using EchoPair echo = args is ["poll"] ? new PollEcho() : new HandlerEcho();
TimeSpan first = echo.RunUntil(1);
long methodsAtFirst = JitInfo.GetCompiledMethodCount();
TimeSpan tenThousandth = echo.RunUntil(10_000);
TimeSpan last = echo.RunUntil(200_000);
Console.WriteLine(FormattableString.Invariant($"result main={Ns(atMain)} first={Ns(first)} tenThousandth={Ns(tenThousandth)} last={Ns(last)} methodsAtFirst={methodsAtFirst}"));
return 0;

static long Ns(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;
