using System.ComponentModel.DataAnnotations;

namespace BraidMgr.Grains.Provisioning;

/// <summary>Creating organizations (section <c>Provisioning</c>).</summary>
public sealed class ProvisioningOptions
{
    /// <summary>Seconds that creating an organization may take until its commit point. Default 20; must stay below <see cref="AbandonedAfterSeconds"/>.</summary>
    [Range(1, 25)]
    public int TimeoutSeconds { get; set; } = 20;

    /// <summary>Seconds after which an organization that is not finished counts as abandoned. Default 30.</summary>
    [Range(26, 45)]
    public int AbandonedAfterSeconds { get; set; } = 30;

    /// <summary>Seconds between two looks for abandoned organizations. Default 15.</summary>
    [Range(1, 15)]
    public int SweepSeconds { get; set; } = 15;

    /// <summary>Organizations that one person may create. Default 20.</summary>
    [Range(1, 100000)]
    public int MaxOrganizationsPerUser { get; set; } = 20;

    /// <summary>Registrations in an hour, over the cluster. Default 1000.</summary>
    [Range(1, 1000000)]
    public int MaxRegistrationsPerHour { get; set; } = 1000;

    /// <summary>Databases that are kept ready on every server for organizations to come, some 8 MB each. Default 2; 0: none.</summary>
    [Range(0, 1000)]
    public int SpareDatabases { get; set; } = 2;

    /// <summary>The region of organizations that people create by themselves. Default empty: any.</summary>
    public string Region { get; set; } = "";

    /// <summary>How long creating an organization may take until its commit point.</summary>
    public TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);

    /// <summary>After what time an organization that is not finished counts as abandoned.</summary>
    public TimeSpan AbandonedAfter => TimeSpan.FromSeconds(AbandonedAfterSeconds);
}
