using BraidMgr.Api;
using BraidMgr.Silo.Hosting;

var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddBraidMgrSilo();
builder.AddBraidMgrApi();

var app = builder.Build();
app.UseBraidMgrApi();
app.MapBraidMgrApi();
await app.RunAsync();
