using CdnLab.Core;

namespace CdnLab.Forwarding.Tests;

public sealed class RetransmissionBudgetTests
{
    [Fact]
    public void A_burst_is_granted_then_a_thousand_a_second()
    {
        var budget = new RetransmissionBudget();
        var now = new Instant(5_000_000_000);
        Assert.Equal(RetransmissionBudget.Burst, Take(ref budget, now, 5000));
        Assert.Equal(0, Take(ref budget, now, 1));
        Assert.Equal(100, Take(ref budget, now + TimeSpan.FromMilliseconds(100), 5000));
        Assert.Equal(RetransmissionBudget.Burst, Take(ref budget, now + TimeSpan.FromSeconds(10), 5000));
    }

    private static int Take(ref RetransmissionBudget budget, Instant now, int asked)
    {
        int granted = 0;
        for (int i = 0; i < asked; i++)
        {
            granted += budget.TryTake(now) ? 1 : 0;
        }

        return granted;
    }
}
