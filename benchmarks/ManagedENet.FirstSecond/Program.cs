using System;
using System.Runtime;
using ManagedENet.FirstSecond;

// What an application pays at its start: processor time of the process from its beginning to echoes that come back. benchmarks/first-second.sh runs it in all its ways,
// beside native/first_second.c, which does the same.
TimeSpan atMain = Environment.CpuUsage.TotalTime;
long methodsAtMain = JitInfo.GetCompiledMethodCount();
using var echo = new EchoPair();
TimeSpan first = echo.RunUntil(1);
long methodsAtFirst = JitInfo.GetCompiledMethodCount();
TimeSpan tenThousandth = echo.RunUntil(10_000);
long methodsAtTenThousandth = JitInfo.GetCompiledMethodCount();
TimeSpan last = args.Length > 0 && args[0] == "short" ? tenThousandth : echo.RunUntil(200_000);
Console.WriteLine(FormattableString.Invariant(
    $"result main={Ns(atMain)} first={Ns(first)} tenThousandth={Ns(tenThousandth)} last={Ns(last)} methodsAtMain={methodsAtMain} methodsAtFirst={methodsAtFirst} methodsAtTenThousandth={methodsAtTenThousandth} methods={JitInfo.GetCompiledMethodCount()}"));
return 0;

static long Ns(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;
