using System.Text.Json;
using System.Text.Json.Serialization;

namespace BraidMgr.Contracts.Operations;

/// <summary>The JSON of the admin surface, for its host and for its clients.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    NumberHandling = JsonNumberHandling.Strict,
    PropertyNameCaseInsensitive = false,
    MaxDepth = 32)]
[JsonSerializable(typeof(OperatorCredentials))]
[JsonSerializable(typeof(OperatorProfile))]
[JsonSerializable(typeof(OperatorSignedIn))]
[JsonSerializable(typeof(Run))]
[JsonSerializable(typeof(RunStep))]
[JsonSerializable(typeof(RunList))]
[JsonSerializable(typeof(OrgSummary))]
[JsonSerializable(typeof(OrgList))]
[JsonSerializable(typeof(MigrateOrgs))]
[JsonSerializable(typeof(SchemaStatus))]
[JsonSerializable(typeof(SchemaStatusList))]
[JsonSerializable(typeof(BackupList))]
[JsonSerializable(typeof(BackupOrder))]
[JsonSerializable(typeof(RestoreBackup))]
[JsonSerializable(typeof(RestoreOrder))]
[JsonSerializable(typeof(AddIndex))]
[JsonSerializable(typeof(IndexOrder))]
[JsonSerializable(typeof(OrgIndexList))]
[JsonSerializable(typeof(SuggestedIndexList))]
[JsonSerializable(typeof(OrgUsageList))]
[JsonSerializable(typeof(DeleteOrganization))]
[JsonSerializable(typeof(DeleteOrder))]
[JsonSerializable(typeof(AddServer))]
[JsonSerializable(typeof(ServerSummary))]
[JsonSerializable(typeof(ServerList))]
[JsonSerializable(typeof(CreateOrganization))]
[JsonSerializable(typeof(MoveOrganization))]
[JsonSerializable(typeof(MoveOrder))]
[JsonSerializable(typeof(RenameOrganization))]
[JsonSerializable(typeof(RenameOrder))]
[JsonSerializable(typeof(StatementToVerify))]
[JsonSerializable(typeof(VerifiedStatement))]
[JsonSerializable(typeof(DrainServer))]
[JsonSerializable(typeof(DrainOrder))]
[JsonSerializable(typeof(long?))]
public sealed partial class OperationsJson : JsonSerializerContext;
