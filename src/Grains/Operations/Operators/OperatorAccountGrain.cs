using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Operations;
using BraidMgr.Grains.Accounts;
using BraidMgr.Grains.Accounts.Passwords;
using BraidMgr.Grains.Central;

namespace BraidMgr.Grains.Operations.Operators;

/// <summary>Signs operators in. Attempts on one address run one after the other, so that failures are counted exactly.</summary>
internal sealed class OperatorAccountGrain(
    CentralDatabase central, PasswordService passwords, OperatorTokenIssuer issuer, TimeProvider time) : Grain, IOperatorAccountGrain
{
    private readonly FailedSignIns _failures = new();

    private string Email => this.GetPrimaryKeyString();

    /// <inheritdoc/>
    public async Task<OperatorSignedIn> Login(OperatorCredentials credentials, ClientInfo client)
    {
        RequireComplete(credentials);
        RequireOpen(client);
        var row = await central.Run(session => session.FindOperator(Email));
        if (!await passwords.Verify(row?.PasswordHash, credentials.Password!))
        {
            await Failed(row, client);
            throw Error.Unauthenticated("The email address or the password is wrong, or the account is disabled.");
        }

        _failures.Clear(client.Network);
        await Log("operator_login", row!.Id, client);
        return await issuer.Issue(row.Profile, time.Now());
    }

    private static void RequireComplete(OperatorCredentials credentials)
    {
        var errors = new ValidationErrors();
        errors.Email("email", credentials.Email);
        if (string.IsNullOrEmpty(credentials.Password))
        {
            errors.Add("password", "is required");
        }

        errors.Text("password", credentials.Password, PasswordRules.MaxLength);
        errors.ThrowIfAny();
    }

    private void RequireOpen(ClientInfo client)
    {
        if (_failures.ClosedFor(client.Network, time.Now()) is { } closed)
        {
            var seconds = (int)Math.Ceiling(closed.TotalSeconds);
            throw Error.Busy($"Too many failed attempts to sign in to this account from your network. Try again in {seconds} s.", seconds);
        }
    }

    private async Task Failed(OperatorRow? row, ClientInfo client)
    {
        _failures.Add(client.Network, time.Now());
        DelayDeactivation(FailedSignIns.Window);
        await Log("operator_login_failed", row?.Id, client);
    }

    private Task<bool> Log(string action, Guid? operatorId, ClientInfo client) => central.Run(async session =>
    {
        await new AuditEvent(action, "operator", operatorId, operatorId, null, client.CorrelationId).WriteTo(session, time.Now());
        return true;
    });
}
