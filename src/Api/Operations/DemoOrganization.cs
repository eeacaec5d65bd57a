using BraidMgr.Contracts;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;

namespace BraidMgr.Api.Operations;

/// <summary>
/// Makes the demo organization with an imported log, in the way that a person would: through the grains. Restarts find it there
/// and leave it as it is; one that was interrupted half way is finished.
/// </summary>
internal sealed class DemoOrganization(IGrainFactory grains, IOptions<DemoOptions> options, TimeProvider time, ILogger<DemoOrganization> logger)
    : BackgroundService
{
    private static readonly ClientInfo Here = new("127.0.0.0/24", "demo");

    /// <summary>Whether it is still being made.</summary>
    public bool IsComing { get; private set; } = options.Value.Enabled;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Enabled)
        {
            return;
        }

        try
        {
            await MakeAsync(stoppingToken);
        }
        catch (Exception e) when (e is BraidException or TimeoutException or OrleansException or IOException or UnauthorizedAccessException)
        {
            logger.LogError(e, "The demo organization could not be made; the next start tries again");
        }
        finally
        {
            IsComing = false;
        }
    }

    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        var change = new Change(CallerOf(await SignInAsync()), Here.CorrelationId);
        var projects = grains.Projects(change.Caller.OrganizationId);
        if ((await projects.List(change.Caller)).Total > 0)
        {
            return;
        }

        var report = await projects.Import(change, await File.ReadAllTextAsync(options.Value.File, cancellationToken), dryRun: false);
        logger.LogInformation("The demo organization has {Items} items of {File}", report.ItemCount, Path.GetFileName(options.Value.File));
    }

    private async Task<SignedIn> SignInAsync()
    {
        var demo = options.Value;
        var account = grains.Account(demo.Email);
        try
        {
            return await account.Register(new Registration(demo.Email, demo.Password, "Demo", "Demo", "demo"), Here, null);
        }
        catch (BraidException e) when (e.Kind == ErrorKind.Conflict)
        {
            return await account.Login(new Credentials(demo.Email, demo.Password, "demo"), Here);
        }
    }

    private Caller CallerOf(SignedIn signedIn)
    {
        var token = new JsonWebToken(signedIn.AccessToken);
        return new Caller(
            signedIn.User.Id,
            signedIn.User.OrgId ?? throw Error.NotFound("organization", "demo"),
            Guid.Parse(token.GetClaim(JwtRegisteredClaimNames.Sid).Value),
            time.GetUtcNow());
    }
}
