using System.ComponentModel.DataAnnotations;

namespace BraidMgr.Grains.Central;

/// <summary>Where the central database is (section <c>Central</c>).</summary>
public sealed class CentralOptions
{
    /// <summary>
    /// The owner's connection string to the central database (<c>BRAID__CENTRAL__CONNECTIONSTRING</c>); it provisions databases and
    /// migrates. Serving uses the same server as the role <c>braid_app</c>. Required.
    /// </summary>
    [Required]
    public string ConnectionString { get; set; } = "";
}

/// <summary>How the serving role signs in to every PostgreSQL server (section <c>Postgres</c>).</summary>
public sealed class PostgresOptions
{
    /// <summary>The password of the role <c>braid_app</c> (<c>BRAID__POSTGRES__APPPASSWORD</c>). Required.</summary>
    [Required]
    public string AppPassword { get; set; } = "";
}
