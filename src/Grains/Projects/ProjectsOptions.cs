using System.ComponentModel.DataAnnotations;

namespace BraidMgr.Grains.Projects;

/// <summary>How projects are held (<c>Projects</c>).</summary>
public sealed class ProjectsOptions
{
    /// <summary>
    /// The items up to which a project is held in memory; some 2 KB each. One with more is answered from SQL, alike but slower. 100,000
    /// unless set; 0 holds none.
    /// </summary>
    [Range(0, 10_000_000)]
    public int MaxItemsInMemory { get; set; } = 100_000;
}
