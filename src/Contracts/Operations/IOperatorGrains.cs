using BraidMgr.Contracts.Accounts;
using Orleans.CodeGeneration;

namespace BraidMgr.Contracts.Operations;

/// <summary>The operator's account of one email address (the key, normalized), whether it exists or not.</summary>
[Alias("braid.operator-account-grain"), Version(1)]
public interface IOperatorAccountGrain : IGrainWithStringKey
{
    /// <summary>Signs in. A wrong password, an unknown address and a disabled account look alike; five failures in 15 minutes close it for 15 to that network.</summary>
    Task<OperatorSignedIn> Login(OperatorCredentials credentials, ClientInfo client);
}

/// <summary>One operator (key: the id), once signed in: every call of the admin surface begins here.</summary>
[Alias("braid.operator-grain"), Version(1)]
public interface IOperatorGrain : IGrainWithGuidKey
{
    /// <summary>Writes the call to the central audit log before it does anything. AUTHENTICATION_ERROR when the account is gone or disabled.</summary>
    Task<OperatorProfile> Begin(OperatorCall call);

    /// <summary>Writes that a call was refused or failed, with its HTTP status.</summary>
    Task Failed(OperatorCall call, int status);
}
