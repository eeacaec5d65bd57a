using BraidMgr.Contracts.Access;
using Orleans.CodeGeneration;

namespace BraidMgr.Contracts.Accounts;

/// <summary>The account of one email address (the key, normalized): what can be asked before anybody is signed in.</summary>
[Alias("braid.account-grain"), Version(1)]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>Creates the person and, without an invitation, their own organization with its database. CONFLICT when the address or slug is taken.</summary>
    Task<SignedIn> Register(Registration registration, ClientInfo client, IdempotencyKey? idempotency);

    /// <summary>Signs in. A wrong password and an unknown address look alike; five failures in 15 minutes close the account for 15 to that network.</summary>
    Task<SignedIn> Login(Credentials credentials, ClientInfo client);

    /// <summary>Sends a link to reset the password when the account exists; says nothing either way.</summary>
    Task ForgotPassword(ClientInfo client);

    /// <summary>Sets a new password with a token from that mail (single use, 1 hour) and ends all sessions.</summary>
    Task ResetPassword(PasswordReset reset, ClientInfo client);
}

/// <summary>One signed-in session (key: the <c>sid</c> of its tokens): rotation and revocation of its refresh tokens.</summary>
[Alias("braid.session-grain"), Version(1)]
public interface ISessionGrain : IGrainWithGuidKey
{
    /// <summary>Rotates the refresh token. A used token gets a fresh successor within 10 s; later reuse revokes the session.</summary>
    Task<SignedIn> Refresh(string refreshToken, ClientInfo client);

    /// <summary>Revokes the session named by the refresh token; says nothing when the token is not good.</summary>
    Task Logout(string refreshToken, ClientInfo client);
}

/// <summary>One person (key: the user's id), once signed in.</summary>
[Alias("braid.user-grain"), Version(1)]
public interface IUserGrain : IGrainWithGuidKey
{
    /// <summary>The person, with the organization and role of the caller's token as they are now.</summary>
    Task<UserProfile> Me(Caller caller);

    /// <summary>Changes name and avatar.</summary>
    Task<UserProfile> Update(Change change, ProfileChanges changes);

    /// <summary>A bounded piece of all that is stored about the person, centrally and in their organizations; the first without a position.</summary>
    Task<PersonalDataPiece> Export(Caller caller, PersonalDataPosition? from);

    /// <summary>
    /// Erases the person, for good: nothing of them stays in central but their id, sessions and memberships end, and their name is replaced in
    /// organizations. CONFLICT while they are the last owner of one.
    /// </summary>
    [ResponseTimeout("00:05:00")]
    Task Erase(Change change, Erasure erasure);

    /// <summary>Changes the password and ends all sessions, this one included.</summary>
    Task ChangePassword(Change change, PasswordChange password);

    /// <summary>Ends all sessions of the person.</summary>
    Task LogoutEverywhere(Change change);

    /// <summary>Ends the caller's own session.</summary>
    Task Logout(Change change);

    /// <summary>Confirms the address with a token from a mail.</summary>
    Task VerifyEmail(string token, ClientInfo client);

    /// <summary>Signs in to another of the person's organizations.</summary>
    Task<SignedIn> SwitchOrganization(Change change, Guid organizationId);

    /// <summary>The person's organizations, by name.</summary>
    Task<IReadOnlyList<MyOrganization>> Organizations(Caller caller);

    /// <summary>Joins the organization that invited the person's address. CONFLICT for a member, VALIDATION_ERROR for a token that is not good.</summary>
    Task<MyOrganization> AcceptInvitation(Change change, string token);

    /// <summary>Creates an organization, database and all, owned by the person. CONFLICT when the slug is taken.</summary>
    Task<MyOrganization> CreateOrganization(Change change, NewOrganization organization);
}

/// <summary>
/// Counts what one client sends to sign in and what leads to it (the key), whichever host it sends it to: hosts hold themselves to the sum.
/// </summary>
[Alias("braid.sign-in-requests-grain"), Version(1)]
public interface ISignInRequestsGrain : IGrainWithStringKey
{
    /// <summary>Counts a request; how many that makes in this minute of the clock.</summary>
    Task<int> Count();
}

/// <summary>The keys that sign access tokens: made, rotated and retired here, verified by every host.</summary>
[Alias("braid.signing-keys-grain"), Version(1)]
public interface ISigningKeysGrain : IGrainWithIntegerKey
{
    /// <summary>The keys that tokens may be signed with, the coming one included, so that hosts know it before it is used.</summary>
    Task<IReadOnlyList<VerificationKey>> VerificationKeys();
}
