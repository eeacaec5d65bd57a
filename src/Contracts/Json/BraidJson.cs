using System.Text.Json;
using System.Text.Json.Serialization;
using BraidMgr.Contracts.Access;
using BraidMgr.Contracts.Accounts;
using BraidMgr.Contracts.Budget;
using BraidMgr.Contracts.Chat;
using BraidMgr.Contracts.Live;
using BraidMgr.Contracts.Portfolios;
using BraidMgr.Contracts.Projects;
using BraidMgr.Contracts.Search;

namespace BraidMgr.Contracts.Json;

/// <summary>The JSON of the wire: snake_case, enums by label, source-generated, one context for grains and API.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.Strict,
    PropertyNameCaseInsensitive = false,
    MaxDepth = 32)]
[JsonSerializable(typeof(Item))]
[JsonSerializable(typeof(ItemInput))]
[JsonSerializable(typeof(ItemType?))]
[JsonSerializable(typeof(AssistantMode?))]
[JsonSerializable(typeof(Project))]
[JsonSerializable(typeof(ProjectInput))]
[JsonSerializable(typeof(ProjectList))]
[JsonSerializable(typeof(Workstream))]
[JsonSerializable(typeof(WorkstreamInput))]
[JsonSerializable(typeof(WorkstreamList))]
[JsonSerializable(typeof(ItemNote))]
[JsonSerializable(typeof(NoteInput))]
[JsonSerializable(typeof(NoteList))]
[JsonSerializable(typeof(Dependency))]
[JsonSerializable(typeof(DependencyInput))]
[JsonSerializable(typeof(DependencyList))]
[JsonSerializable(typeof(CriticalPath))]
[JsonSerializable(typeof(ItemHistory))]
[JsonSerializable(typeof(ActivityPage))]
[JsonSerializable(typeof(AuditPage))]
[JsonSerializable(typeof(OrganizationDeletion))]
[JsonSerializable(typeof(ImportReport))]
[JsonSerializable(typeof(BudgetFigures))]
[JsonSerializable(typeof(Allocation))]
[JsonSerializable(typeof(AllocationInput))]
[JsonSerializable(typeof(AllocationList))]
[JsonSerializable(typeof(Timesheet))]
[JsonSerializable(typeof(TimesheetInput))]
[JsonSerializable(typeof(TimesheetList))]
[JsonSerializable(typeof(RateCard))]
[JsonSerializable(typeof(RateCardInput))]
[JsonSerializable(typeof(RateCardList))]
[JsonSerializable(typeof(BudgetImportReport))]
[JsonSerializable(typeof(ProjectDashboard))]
[JsonSerializable(typeof(Portfolio))]
[JsonSerializable(typeof(PortfolioInput))]
[JsonSerializable(typeof(PortfolioList))]
[JsonSerializable(typeof(PortfolioDashboard))]
[JsonSerializable(typeof(Attachment))]
[JsonSerializable(typeof(AttachmentList))]
[JsonSerializable(typeof(BulkChange))]
[JsonSerializable(typeof(DeletedItemList))]
[JsonSerializable(typeof(DeletedProjectList))]
[JsonSerializable(typeof(SearchResults))]
[JsonSerializable(typeof(ExportFormat))]
[JsonSerializable(typeof(ExportReport))]
[JsonSerializable(typeof(Organization))]
[JsonSerializable(typeof(OrganizationChanges))]
[JsonSerializable(typeof(Invitation))]
[JsonSerializable(typeof(InvitationList))]
[JsonSerializable(typeof(NewInvitation))]
[JsonSerializable(typeof(Member))]
[JsonSerializable(typeof(NewMember))]
[JsonSerializable(typeof(MemberChanges))]
[JsonSerializable(typeof(ProjectMember))]
[JsonSerializable(typeof(MyOrganization))]
[JsonSerializable(typeof(NewOrganization))]
[JsonSerializable(typeof(UserProfile))]
[JsonSerializable(typeof(Registration))]
[JsonSerializable(typeof(Credentials))]
[JsonSerializable(typeof(PasswordReset))]
[JsonSerializable(typeof(PasswordChange))]
[JsonSerializable(typeof(ProfileChanges))]
[JsonSerializable(typeof(Erasure))]
[JsonSerializable(typeof(ChatSession))]
[JsonSerializable(typeof(ChatSessionInput))]
[JsonSerializable(typeof(ChatSessionList))]
[JsonSerializable(typeof(ChatMember))]
[JsonSerializable(typeof(ChatMemberList))]
[JsonSerializable(typeof(ChatMessage))]
[JsonSerializable(typeof(ChatMessage[]))]
[JsonSerializable(typeof(ChatMessageInput))]
[JsonSerializable(typeof(ChatMessagePage))]
[JsonSerializable(typeof(ChatSearchPage))]
[JsonSerializable(typeof(ChatUser[]))]
[JsonSerializable(typeof(Dictionary<string, string[]>))]
public sealed partial class BraidJson : JsonSerializerContext;
