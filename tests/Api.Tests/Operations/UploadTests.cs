using System.Text;
using BraidMgr.Api.Tests.Harness;

namespace BraidMgr.Api.Tests.Operations;

/// <summary>In which forms a v1 file may come.</summary>
public sealed class UploadTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private const int TenMebibytes = 10 << 20;
    private const string Text = "metadata:\n  project_name: Apollo\nitems:\n  - item_num: 1\n    type: Risk\n    title: Brände löschen\n";

    [Theory]
    [InlineData("application/yaml")]
    [InlineData("application/x-yaml; charset=utf-8")]
    [InlineData("text/yaml")]
    [InlineData("text/plain")]
    public async Task As_the_body(string type) => await IsImportedAsync(Content(Encoding.UTF8.GetBytes(Text), type));

    [Fact]
    public async Task As_a_file_in_a_form() => await IsImportedAsync(Form(Encoding.UTF8.GetBytes(Text)));

    [Fact]
    public async Task With_a_byte_order_mark() => await IsImportedAsync(Content([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Text)], "text/yaml"));

    [Fact]
    public async Task Not_as_something_else()
    {
        using var person = await shared.Someone();
        (await person.Api.Post("projects/import", Content([1, 2, 3], "image/png"))).ShouldFail(400);
        (await person.Api.Post("projects/import", new MultipartFormDataContent { { new StringContent("x"), "no file" } })).ShouldFail(400);
        (await person.Api.Post("projects/import", Content("not a form"u8.ToArray(), "multipart/form-data; boundary=x"))).ShouldFail(400);
        (await person.Api.Post("projects/import", Content("not a form"u8.ToArray(), "multipart/form-data"))).ShouldFail(400);
        (await person.Api.Post("projects/import", Content(Encoding.Latin1.GetBytes(Text), "text/yaml"))).ShouldFail(400);
        (await person.Api.Get("projects"))["total"].ShouldBe("0");
    }

    [Fact]
    public async Task Up_to_10_MiB()
    {
        using var person = await shared.Someone();
        var full = Encoding.UTF8.GetBytes(Text + "# " + new string('x', TenMebibytes - Encoding.UTF8.GetByteCount(Text) - 2));
        full.Length.ShouldBe(TenMebibytes);
        (await person.Api.Post("projects/import?dry_run=true", Content(full, "text/yaml"))).Ok();
        (await person.Api.Post("projects/import?dry_run=true", Form(full))).Ok();
        (await person.Api.Post("projects/import?dry_run=true", Content([.. full, (byte)'x'], "text/yaml"))).ShouldFail(413);
        (await person.Api.Post("projects/import?dry_run=true", Form([.. full, (byte)'x']))).ShouldFail(413);
    }

    private async Task IsImportedAsync(HttpContent content)
    {
        using var person = await shared.Someone();
        var report = (await person.Api.Post("projects/import", content)).Ok();
        var project = report.Json.GetProperty("project").GetProperty("id").GetString();
        (await person.Api.Get($"projects/{project}/items/1")).Ok()["title"].ShouldBe("Brände löschen");
    }

    private static MultipartFormDataContent Form(byte[] file) => new() { { new ByteArrayContent(file), "file", "RAID-Log-apollo.yaml" } };

    private static ByteArrayContent Content(byte[] bytes, string type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }
}
