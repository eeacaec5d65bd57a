using System.ComponentModel.DataAnnotations;

namespace BraidMgr.Grains.Central;

/// <summary>Where the central database is (section <c>Central</c>).</summary>
public sealed class CentralOptions
{
    /// <summary>
    /// The owner's connection string to the central database (<c>BRAID__CENTRAL__CONNECTIONSTRING</c>); it provisions databases and
    /// migrates. Serving uses the same server as the role <c>braid_app</c>. Required.
    /// </summary>
    [Required(ErrorMessage = "Central:ConnectionString (BRAID__CENTRAL__CONNECTIONSTRING) is missing: the owner's connection string to the central database.")]
    public string ConnectionString { get; set; } = "";

    /// <summary>Connections that one host holds to the central database at most. Default 20.</summary>
    [Range(2, 200)]
    public int MaxPoolSize { get; set; } = 20;

    /// <summary>Seconds that opening a connection may take. Default 5.</summary>
    [Range(1, 60)]
    public int ConnectTimeoutSeconds { get; set; } = 5;

    /// <summary>Seconds that one statement may take. Default 10.</summary>
    [Range(1, 60)]
    public int CommandTimeoutSeconds { get; set; } = 10;

    /// <summary>Milliseconds from which a piece of work, the wait for its connection included, is logged by its name. Default 500.</summary>
    [Range(1, 60_000)]
    public int SlowMilliseconds { get; set; } = 500;
}
