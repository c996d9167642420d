using System.Diagnostics;
using CdnLab.Measurement.Linux;

namespace CdnLab.Reports.Tests.Measurement;

public sealed class LinuxReaderTests
{
    private const int NoSuchProcess = 0x3FFF_FFF0;

    [Theory]
    [InlineData("1234567 890 12\n", 890)]
    [InlineData("0 0 0", 0)]
    public void Waiting_time_is_the_second_field_of_schedstat(string text, long expected)
    {
        Assert.True(RunQueueWait.TryParse(text, out long waited));
        Assert.Equal(expected, waited);
    }

    [Theory]
    [InlineData("")]
    [InlineData("12")]
    [InlineData("1 x 2")]
    public void Foreign_schedstat_is_refused(string text) => Assert.False(RunQueueWait.TryParse(text, out _));

    [Fact]
    public void Memory_and_threads_are_read_from_status()
    {
        const string Status = "Name:\tcdn-node\nVmPeak:\t  999999 kB\nVmHWM:\t   61440 kB\nVmRSS:\t   51200 kB\nThreads:\t14\n";
        Assert.True(ProcessMemory.TryParse(Status, out ProcessMemory memory));
        Assert.Equal(new ProcessMemory(51200 * 1024, 61440 * 1024, 14), memory);
    }

    [Fact]
    public void Status_of_a_zombie_has_no_memory() =>
        Assert.False(ProcessMemory.TryParse("Name:\tcdn-node\nState:\tZ (zombie)\nThreads:\t1\n", out _));

    [Fact]
    public void Steal_and_busy_are_shares_of_the_time_between_two_readings()
    {
        Assert.True(HostCpu.TryParse("cpu  100 0 50 800 50 0 0 0 0 0\ncpu0 1 1 1 1\n", out HostCpu earlier));
        Assert.True(HostCpu.TryParse("cpu  130 0 60 850 50 0 0 10 7 0\n", out HostCpu later));
        Assert.Equal(new HostCpu(1100, 900, 10), later);
        Assert.Equal(0.1, later.StealRatioSince(earlier), 6);
        Assert.Equal(0.5, later.BusyRatioSince(earlier), 6);
        Assert.Equal(0, later.StealRatioSince(later));
    }

    [Theory]
    [InlineData("")]
    [InlineData("cpu 1 2 3\n")]
    [InlineData("intr 1 2 3 4 5 6 7 8 9\n")]
    public void Foreign_stat_is_refused(string text) => Assert.False(HostCpu.TryParse(text, out _));

    [Fact]
    public void Host_is_described_by_its_files()
    {
        Assert.Equal("Debian GNU/Linux 13 (trixie)", HostEnvironment.ParseOsRelease("ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 13 (trixie)\"\n"));
        Assert.Equal("Some CPU @ 2.60GHz", HostEnvironment.ParseCpuModel("processor\t: 0\nmodel name\t: Some CPU @ 2.60GHz\nmodel name\t: Other\n"));
        Assert.Null(HostEnvironment.ParseCpuModel("processor\t: 0\nBogoMIPS\t: 50\n"));
        Assert.Equal(8_000_000L * 1024, HostEnvironment.ParseMemoryBytes("MemTotal:        8000000 kB\nMemFree: 1 kB\n"));
    }

    [Fact]
    public void This_process_can_be_read()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        Assert.True(ProcessCpuClock.TryRead(Environment.ProcessId, out long first));
        long spun = 0;
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start).TotalMilliseconds < 1;)
        {
            spun++;
        }

        Assert.True(ProcessCpuClock.TryRead(Environment.ProcessId, out long second));
        Assert.True(second > first, $"The CPU clock stood at {first} ns although {spun} rounds were spun.");
        Assert.True(ProcessMemory.TryRead(Environment.ProcessId, out ProcessMemory memory) && memory.ResidentBytes > 0);
        Assert.NotEmpty(RunQueueWait.Read(Environment.ProcessId));
        Assert.True(HostCpu.TryRead(out HostCpu cpu) && cpu.TotalTicks > 0);
        Assert.True(HostEnvironment.Read().MemoryBytes > 0);
    }

    [Fact]
    public void Process_that_is_gone_cannot_be_read()
    {
        Assert.False(ProcessCpuClock.TryRead(NoSuchProcess, out _));
        Assert.False(ProcessMemory.TryRead(NoSuchProcess, out _));
        Assert.Empty(RunQueueWait.Read(NoSuchProcess));
    }

    [Fact]
    public void Threads_that_end_do_not_take_back_what_others_waited()
    {
        var earlier = new Dictionary<int, long> { [1] = 100, [2] = 500 };
        var later = new Dictionary<int, long> { [1] = 130, [3] = 7 };
        Assert.Equal(37, RunQueueWait.Between(earlier, later));
    }
}
