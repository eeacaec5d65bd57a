using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Budget;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Errors;
using BraidMgr.Contracts.Files;
using BraidMgr.Contracts.Live;
using BraidMgr.Contracts.Portfolios;
using BraidMgr.Contracts.Projects;
using BraidMgr.Contracts.Search;

namespace BraidMgr.Contracts;

/// <summary>The one place where keys of grains are made and read. Every key of what an organization owns carries the organization.</summary>
public static partial class GrainKeys
{
    /// <summary>The project of one organization.</summary>
    public static IProjectGrain Project(this IGrainFactory grains, Guid organizationId, Guid projectId) =>
        grains.GetGrain<IProjectGrain>(Pair(organizationId, projectId));

    /// <summary>All projects of one organization: listing, creating, importing.</summary>
    public static IProjectsGrain Projects(this IGrainFactory grains, Guid organizationId) =>
        grains.GetGrain<IProjectsGrain>(organizationId);

    /// <summary>The budget of one project of an organization.</summary>
    public static IBudgetGrain Budget(this IGrainFactory grains, Guid organizationId, Guid projectId) =>
        grains.GetGrain<IBudgetGrain>(Pair(organizationId, projectId));

    /// <summary>What resources cost in one organization.</summary>
    public static IRateCardsGrain RateCards(this IGrainFactory grains, Guid organizationId) => grains.GetGrain<IRateCardsGrain>(organizationId);

    /// <summary>The portfolios of one organization.</summary>
    public static IPortfoliosGrain Portfolios(this IGrainFactory grains, Guid organizationId) => grains.GetGrain<IPortfoliosGrain>(organizationId);

    /// <summary>A chat session of one organization.</summary>
    public static IChatSessionGrain ChatSession(this IGrainFactory grains, Guid organizationId, Guid sessionId) =>
        grains.GetGrain<IChatSessionGrain>(Pair(organizationId, sessionId));

    /// <summary>All chat sessions of one organization: listing, creating, searching.</summary>
    public static IChatSessionsGrain ChatSessions(this IGrainFactory grains, Guid organizationId) =>
        grains.GetGrain<IChatSessionsGrain>(organizationId);

    /// <summary>The assistant of a chat session.</summary>
    public static IAssistantGrain Assistant(this IGrainFactory grains, Guid organizationId, Guid sessionId) =>
        grains.GetGrain<IAssistantGrain>(Pair(organizationId, sessionId));

    /// <summary>The connections to the hub of one organization's people, over all API hosts.</summary>
    public static IConnectionsGrain Connections(this IGrainFactory grains, Guid organizationId) =>
        grains.GetGrain<IConnectionsGrain>(organizationId);

    /// <summary>Who may do what in one organization.</summary>
    public static IAccessGrain Access(this IGrainFactory grains, Guid organizationId) =>
        grains.GetGrain<IAccessGrain>(organizationId);

    /// <summary>One organization as a whole.</summary>
    public static IOrganizationGrain Organization(this IGrainFactory grains, Guid organizationId) =>
        grains.GetGrain<IOrganizationGrain>(organizationId);

    /// <summary>Removes what one organization does not need any more.</summary>
    public static IHousekeepingGrain Housekeeping(this IGrainFactory grains, Guid organizationId) =>
        grains.GetGrain<IHousekeepingGrain>(organizationId);

    /// <summary>Full text over what one organization holds.</summary>
    public static ISearchGrain Search(this IGrainFactory grains, Guid organizationId) =>
        grains.GetGrain<ISearchGrain>(organizationId);

    /// <summary>The account with one email address; the address is normalized here and nowhere else.</summary>
    public static IAccountGrain Account(this IGrainFactory grains, string email) =>
        grains.GetGrain<IAccountGrain>(NormalizeEmail(email));

    /// <summary>What was answered to one person or session, under their Idempotency-Keys.</summary>
    public static IKeptAnswersGrain KeptAnswers(this IGrainFactory grains, Guid id) =>
        grains.GetGrain<IKeptAnswersGrain>("id:" + id.ToString("N"));

    /// <summary>What was answered to whoever named one email address, under their Idempotency-Keys.</summary>
    public static IKeptAnswersGrain KeptAnswers(this IGrainFactory grains, string email) =>
        grains.GetGrain<IKeptAnswersGrain>("email:" + NormalizeEmail(email));

    /// <summary>One signed-in session (the <c>sid</c> of its tokens).</summary>
    public static ISessionGrain Session(this IGrainFactory grains, Guid sessionId) =>
        grains.GetGrain<ISessionGrain>(sessionId);

    /// <summary>One person.</summary>
    public static IUserGrain User(this IGrainFactory grains, Guid userId) => grains.GetGrain<IUserGrain>(userId);

    /// <summary>What one client, a person or a network, sends to sign in.</summary>
    public static ISignInRequestsGrain SignInRequests(this IGrainFactory grains, string client) =>
        grains.GetGrain<ISignInRequestsGrain>(client);

    /// <summary>The cluster's keys that sign access tokens.</summary>
    public static ISigningKeysGrain SigningKeys(this IGrainFactory grains) => grains.GetGrain<ISigningKeysGrain>(0);

    /// <summary>Lower case without surrounding white space: the form in which addresses are compared.</summary>
    public static string NormalizeEmail(string email) => email.Trim().ToLowerInvariant();

    /// <summary>Reads a key made of an organization and a thing that it owns; fails on any other text.</summary>
    public static (Guid OrganizationId, Guid Id) ReadPair(string key)
    {
        if (key.Length == 65 && key[32] == '/' && Guid.TryParseExact(key.AsSpan(0, 32), "N", out var organization)
            && Guid.TryParseExact(key.AsSpan(33), "N", out var id))
        {
            return (organization, id);
        }

        throw new BraidException(ErrorKind.Internal, $"'{key}' is not a key of the form organization/id.");
    }

    /// <summary>The key of a thing that an organization owns.</summary>
    public static string Pair(Guid organizationId, Guid id) =>
        string.Create(65, (organizationId, id), static (span, ids) =>
        {
            ids.organizationId.TryFormat(span, out _, "N");
            span[32] = '/';
            ids.id.TryFormat(span[33..], out _, "N");
        });
}
