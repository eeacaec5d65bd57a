using System.Diagnostics;
using System.Runtime.Loader;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

/// <summary>Loads this assembly into a host, which is a process of its own (DOTNET_STARTUP_HOOKS).</summary>
internal static class StartupHook
{
    /// <summary>Called by the runtime. Orleans looks into all that this assembly was built with: the host does not know where that is.</summary>
    public static void Initialize()
    {
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(AppContext.BaseDirectory, name.Name + ".dll") is var file && File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        BraidMgr.Api.Tests.Live.HostBuilding.Hear();
    }
}

namespace BraidMgr.Api.Tests.Live
{
    /// <summary>Changes what a host is made of, once it has composed itself.</summary>
    public interface IHostHook
    {
        /// <summary>The last word on the host's services.</summary>
        void Configure(IServiceCollection services);
    }

    /// <summary>
    /// Gives the one hook that the environment names the host's services when it is built, as WebApplicationFactory does within a process: the
    /// slim builder knows no hosting startups.
    /// </summary>
    internal sealed class HostBuilding(IHostHook hook) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        private const string Chosen = "TEST_HOST_HOOK";

        /// <summary>The environment of a host that a hook changes.</summary>
        public static (string Name, string Value)[] With<THook>()
            where THook : IHostHook, new() =>
            [("DOTNET_STARTUP_HOOKS", typeof(THook).Assembly.Location), (Chosen, typeof(THook).FullName!)];

        /// <summary>Begins to listen for the host that this process builds.</summary>
        public static void Hear() => DiagnosticListener.AllListeners.Subscribe(new HostBuilding(
            (IHostHook)Activator.CreateInstance(typeof(IHostHook).Assembly.GetType(Environment.GetEnvironmentVariable(Chosen)!, throwOnError: true)!)!));

        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.Extensions.Hosting")
            {
                value.Subscribe(this);
            }
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            if (value is { Key: "HostBuilding", Value: IHostBuilder builder })
            {
                builder.ConfigureServices(hook.Configure);
            }
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
