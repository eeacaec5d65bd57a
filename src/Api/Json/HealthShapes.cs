namespace BraidMgr.Api.Json;

/// <summary>GET /health/live and /health/ready.</summary>
public sealed record HealthAnswer(string Status);

/// <summary>GET /health: what runs.</summary>
/// <param name="Status">ready or unavailable.</param>
/// <param name="Version">The build's.</param>
/// <param name="Engine">What runs the grains.</param>
/// <param name="Silos">Active silos of the cluster.</param>
/// <param name="Databases">What is known of the databases.</param>
public sealed record HealthReport(string Status, string Version, EngineReport Engine, int Silos, DatabasesReport Databases);

/// <summary>What runs the grains.</summary>
public sealed record EngineReport(string Name, string Version);

/// <summary>What is known of the databases.</summary>
/// <param name="Central">reachable or unreachable.</param>
/// <param name="CentralVersion">Its newest migration.</param>
/// <param name="Organizations">Active organizations, each with a database.</param>
public sealed record DatabasesReport(string Central, int? CentralVersion, int? Organizations);
