namespace BraidMgr.Embedded;

/// <summary>Where the embedded engine keeps stored grain state.</summary>
public sealed class EmbeddedStorageOptions
{
    /// <summary>The storage name that [PersistentState] must give; default "central".</summary>
    public string Name { get; set; } = "central";

    /// <summary>A database with the tables and queries of Orleans' AdoNet storage. Null: a grain with stored state cannot activate.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Which application's state it is, when several share the database.</summary>
    public string ServiceId { get; set; } = "braidmgr";
}
