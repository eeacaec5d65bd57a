using System.Reflection;
using Orleans;

namespace BraidMgr.Embedded;

/// <summary>Finds, once at startup, the assemblies whose generated manifest names grains or grain interfaces.</summary>
internal static class ApplicationParts
{
    public static GrainManifestBuilder Collect()
    {
        var builder = new GrainManifestBuilder();
        foreach (var assembly in Find())
        {
            assembly.GetCustomAttribute<GrainManifestAttribute>()?.Create().Populate(builder);
        }

        return builder;
    }

    /// <summary>What is loaded, and what that names as its parts: a referenced assembly is not loaded before it is used.</summary>
    private static HashSet<Assembly> Find()
    {
        var found = new HashSet<Assembly>();
        var open = new Queue<Assembly>(AppDomain.CurrentDomain.GetAssemblies().Where(static assembly => !assembly.IsDynamic));
        while (open.TryDequeue(out var assembly))
        {
            foreach (var part in assembly.GetCustomAttributes<ApplicationPartAttribute>())
            {
                var named = Assembly.Load(new AssemblyName(part.AssemblyName));
                if (found.Add(named))
                {
                    open.Enqueue(named);
                }
            }
        }

        return found;
    }
}
