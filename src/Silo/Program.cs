using BraidMgr.Silo.Hosting;
using BraidMgr.Silo.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

// Grains without the API: what hosts the organizations of a cluster. It answers health and metrics, and nothing else, over HTTP.
var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.Configuration.AddJsonFile("silo.json").AddCommandLine(args);
builder.AddBraidMgrSilo();

await using var app = builder.Build();
if (!await app.CheckAsync())
{
    return 1;
}

app.MapSiloHealth();
await app.RunAsync();
return 0;
