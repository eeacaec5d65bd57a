using BraidMgr.Api;
using BraidMgr.Silo.Hosting;
using BraidMgr.Silo.Operations;

// The configuration that ships with the host stands beside it, wherever it is started from.
var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddBraidMgrSilo();
builder.AddBraidMgrApi();

await using var app = builder.Build();
if (!await app.CheckAsync())
{
    return 1;
}

app.UseBraidMgrApi();
app.MapBraidMgrApi();
await app.RunAsync();
return 0;
