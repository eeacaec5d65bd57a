using System.ComponentModel.DataAnnotations;

namespace BraidMgr.Grains.Central;

/// <summary>How the serving role signs in to every PostgreSQL server (section <c>Postgres</c>).</summary>
public sealed class PostgresOptions
{
    /// <summary>The password of the role <c>braid_app</c> (<c>BRAID__POSTGRES__APPPASSWORD</c>). Required.</summary>
    [Required(ErrorMessage = "Postgres:AppPassword (BRAID__POSTGRES__APPPASSWORD) is missing: the password of the role braid_app.")]
    public string AppPassword { get; set; } = "";
}
