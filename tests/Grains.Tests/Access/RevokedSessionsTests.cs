using BraidMgr.Grains.Access;

namespace BraidMgr.Grains.Tests.Access;

public sealed class RevokedSessionsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_is_still_needed_is_kept_and_what_is_not_makes_room()
    {
        var revoked = new RevokedSessions(TimeSpan.FromMinutes(15));
        var sessions = Enumerable.Range(0, 2000).Select(_ => Guid.NewGuid()).ToArray();
        for (var i = 0; i < sessions.Length; i++)
        {
            revoked.Add(sessions[i], Noon.AddSeconds(i * 2));
        }

        // The last came 4000 s after the first; tokens live 900 s.
        sessions[1550..].ShouldAllBe(s => revoked.Contains(s));
        sessions.Count(revoked.Contains).ShouldBeLessThan(1500);
        revoked.Contains(Guid.NewGuid()).ShouldBeFalse();
    }
}
