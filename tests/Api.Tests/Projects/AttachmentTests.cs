using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using BraidMgr.Api.Tests.Harness;
using BraidMgr.Contracts.Projects;

namespace BraidMgr.Api.Tests.Projects;

/// <summary>Files at items over HTTP.</summary>
public sealed class AttachmentTests(SharedHost shared) : IClassFixture<SharedHost>, IAsyncLifetime
{
    private static readonly byte[] Png = [0x89, .. "PNG\r\n"u8, 0x1A, (byte)'\n', .. RandomNumberGenerator.GetBytes(300_000)];

    private Person _ann = null!;
    private string _files = "";

    public async Task InitializeAsync()
    {
        _ann = await shared.Someone();
        var project = await _ann.CreateProjectAsync();
        await _ann.CreateItemAsync(project.Id);
        _files = $"projects/{project.Id}/items/1/attachments";
    }

    [Fact]
    public async Task A_file_comes_back_as_it_was_under_its_name_and_as_what_it_is()
    {
        var added = (await Add(Png, "Brände 1.exe", "text/html")).Ok().As<Attachment>();

        added.Filename.ShouldBe("Brände 1.exe");
        added.ContentType.ShouldBe("image/png");
        added.SizeBytes.ShouldBe(Png.Length);
        added.Sha256.ShouldBe(Convert.ToHexStringLower(SHA256.HashData(Png)));
        (await _ann.Api.Get(_files)).Ok().As<AttachmentList>().Attachments.ShouldBe([added]);
        using var response = await Download(added.Id);
        (await response.Content.ReadAsByteArrayAsync()).ShouldBe(Png);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("image/png");
        response.Content.Headers.ContentDisposition!.ToString().ShouldBe("attachment; filename=\"Br_nde 1.exe\"; filename*=UTF-8''Br%C3%A4nde%201.exe");
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        (await _ann.Api.Get($"{_files}/{added.Id}", ("If-None-Match", response.Headers.ETag!.ToString()))).Code.ShouldBe(304);
        (await _ann.Api.Get($"{_files.Replace("/items/1/attachments", "/activity", StringComparison.Ordinal)}?entity_type=attachment")).As<ActivityPage>().Total.ShouldBe(1);
    }

    [Theory]
    [InlineData("bytes=0-9", 0, 10)]
    [InlineData("bytes=100000-199999", 100_000, 100_000)]
    [InlineData("bytes=300000-", 300_000, 8)]
    [InlineData("bytes=-5", 300_003, 5)]
    [InlineData("bytes=300000-999999999", 300_000, 8)]
    public async Task A_part_can_be_asked_for(string range, int from, int length)
    {
        var added = (await Add(Png)).Ok().As<Attachment>();
        using var response = await Download(added.Id, ("Range", range));
        ((int)response.StatusCode).ShouldBe(206);
        response.Content.Headers.ContentRange!.ToString().ShouldBe($"bytes {from}-{from + length - 1}/{Png.Length}");
        (await response.Content.ReadAsByteArrayAsync()).ShouldBe(Png[from..(from + length)]);
    }

    [Theory]
    [InlineData(100, "")]
    [InlineData(300_000, "")]
    [InlineData(300_000, "bytes=0-")]
    public async Task Bytes_that_were_damaged_in_the_store_never_arrive_as_the_whole_file(int length, string range)
    {
        var added = (await Add(RandomNumberGenerator.GetBytes(length))).Ok().As<Attachment>();
        var stored = Stored(added.Id);
        var bytes = await System.IO.File.ReadAllBytesAsync(stored);
        bytes[length / 2] ^= 1;
        await System.IO.File.WriteAllBytesAsync(stored, bytes);

        (await Arrives(added.Id, range)).ShouldBeFalse();

        bytes[length / 2] ^= 1;
        await System.IO.File.WriteAllBytesAsync(stored, bytes);
        (await Arrives(added.Id, range)).ShouldBeTrue();
        await System.IO.File.WriteAllBytesAsync(stored, bytes[..^1]);
        (await Arrives(added.Id, range)).ShouldBeFalse("cut short");
        (await Arrives(added.Id, $"bytes={length - 10}-")).ShouldBeFalse("a part beyond what is left");
    }

    [Theory]
    [InlineData("bytes=0-1,5-6", "")]
    [InlineData("bytes=x", "")]
    [InlineData("items=0-1", "")]
    [InlineData("bytes=0-1", "\"another\"")]
    public async Task What_is_no_range_of_this_file_gets_the_whole(string range, string ifRange)
    {
        var added = (await Add("text"u8.ToArray())).Ok().As<Attachment>();
        using var response = await Download(added.Id, ("Range", range), ("If-Range", ifRange));
        ((int)response.StatusCode).ShouldBe(200);
        (await response.Content.ReadAsStringAsync()).ShouldBe("text");
    }

    [Fact]
    public async Task A_range_behind_the_end_is_416()
    {
        var added = (await Add("text"u8.ToArray())).Ok().As<Attachment>();
        (await _ann.Api.Get($"{_files}/{added.Id}", ("Range", "bytes=4-"))).ShouldFail(416).Headers["Content-Range"].ShouldBe("bytes */4");
    }

    [Fact]
    public async Task Up_to_10_MiB_and_not_a_byte_more()
    {
        var full = new byte[Attachment.MaxBytes];
        (await Add(full)).Ok().As<Attachment>().ContentType.ShouldBe("application/octet-stream");
        (await Add([.. full, 0])).ShouldFail(413);
        // What is said to be too large is answered before it is sent.
        (await RawRequest.SendBodyAsync(
            shared.Host.Address, "POST", "/api/v1/" + _files, _ann.Api.Token!, "multipart/form-data; boundary=b", 2 * Attachment.MaxBytes, chunked: false)).ShouldStartWith("HTTP/1.1 413 ");
        await Holds(1);
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("C:\\boot.ini")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("tab\tbed")]
    [InlineData("safe\u202Efdp.exe")]
    public async Task A_path_in_the_name_is_refused(string filename)
    {
        (await Add("x"u8.ToArray(), filename)).ShouldFail(400);
        await Holds(0);
    }

    [Fact]
    public async Task What_is_not_one_whole_file_is_refused_and_leaves_nothing()
    {
        (await Add([])).ShouldFail(400);
        (await Add("x"u8.ToArray(), new string('n', Attachment.MaxFilename + 1))).ShouldFail(400);
        (await _ann.Api.Post(_files, new MultipartFormDataContent { { new StringContent("x"), "no file" } })).ShouldFail(400);
        (await _ann.Api.Post(_files, new { file = "x" })).ShouldFail(400);
        (await _ann.Api.Post(_files, Raw("multipart/form-data", "x"))).ShouldFail(400);
        (await _ann.Api.Post(_files, Raw("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=f; filename=a\r\n\r\ncut"))).ShouldFail(400);
        (await _ann.Api.Post(_files, Raw("multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=f; filename=a\r\nContent-Length: 7\r\n\r\nfour\r\n--b--\r\n"))).ShouldFail(400);
        (await _ann.Api.Post(_files, new MultipartFormDataContent { { File("x"u8.ToArray()), "a", "a" }, { File("y"u8.ToArray()), "b", "b" } })).ShouldFail(400);
        (await _ann.Api.Post(_files, new MultipartFormDataContent { { new StringContent(new string('0', 64)), "sha256" }, { File("x"u8.ToArray()), "a", "a" } })).ShouldFail(400);
        await Holds(0);
        var sum = Convert.ToHexString(SHA256.HashData("x"u8));
        (await _ann.Api.Post(_files, new MultipartFormDataContent { { new StringContent(sum), "sha256" }, { File("x"u8.ToArray()), "a", "a" } })).Ok();
    }

    [Theory]
    [InlineData("GIF89a/*<script>alert(1)</script>*/")]
    [InlineData("GIF89a=1;%PDF-1.4")]
    [InlineData("plain text PK\u0003\u0004 PK\u0005\u0006\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")]
    [InlineData("%PDF-1.4 <?php system('id'); ?>")]
    public async Task A_file_of_two_kinds_at_once_is_refused(string content)
    {
        (await Add(Encoding.Latin1.GetBytes(content))).ShouldFail(400);
        await Holds(0);
    }

    [Theory]
    [InlineData("<html><script>alert(1)</script>", "text/plain")]
    [InlineData("%PDF-1.7 whatever", "application/pdf")]
    [InlineData("PK\u0003\u0004 a document", "application/zip")]
    [InlineData("MZ\u0090\0\u0003", "application/octet-stream")]
    public async Task A_file_is_what_its_content_says(string content, string type) =>
        (await Add(Encoding.Latin1.GetBytes(content), "a.png", "image/png")).Ok().As<Attachment>().ContentType.ShouldBe(type);

    [Fact]
    public async Task A_deleted_file_is_gone_and_one_of_a_deleted_item_comes_back_with_it()
    {
        var first = (await Add("1"u8.ToArray())).Ok().As<Attachment>();
        var second = (await Add("2"u8.ToArray())).Ok().As<Attachment>();
        (await _ann.Api.Delete($"{_files}/{first.Id}")).Ok();
        (await _ann.Api.Get($"{_files}/{first.Id}")).ShouldFail(404);
        (await _ann.Api.Delete($"{_files}/{first.Id}")).ShouldFail(404);
        var item = _files.Replace("/attachments", "", StringComparison.Ordinal);
        (await _ann.Api.Delete(item)).Ok();
        (await _ann.Api.Get($"{_files}/{second.Id}")).ShouldFail(404);
        (await _ann.Api.Post($"{item}/restore")).Ok();
        (await _ann.Api.Get($"{_files}/{second.Id}")).Ok().Text.ShouldBe("2");
    }

    [Fact]
    public async Task A_file_sent_twice_under_a_key_is_there_once()
    {
        var key = ("Idempotency-Key", "file");
        var first = (await _ann.Api.Send(HttpMethod.Post, _files, Form("x"u8.ToArray(), "a"), key)).Ok();
        (await _ann.Api.Send(HttpMethod.Post, _files, Form("x"u8.ToArray(), "a"), key)).Ok().Text.ShouldBe(first.Text);
        (await _ann.Api.Send(HttpMethod.Post, _files, Form("y"u8.ToArray(), "a"), key)).ShouldFail(409);
        await Holds(1);
        (await _ann.Api.Get($"{_files}/{first["id"]}")).Ok().Text.ShouldBe("x");
    }

    [Fact]
    public async Task Whoever_uploaded_a_file_deletes_it_and_is_found_by_its_name()
    {
        using var member = await _ann.InviteAsync(shared.Host);
        var project = _files.Split('/')[1];
        (await _ann.Api.Put($"projects/{project}/members/{member.Id}", new { role = "team_member" })).Ok();
        var own = (await member.Api.Send(HttpMethod.Post, _files, Form("x"u8.ToArray(), "Thrust-curve_v2.txt"))).Ok()["id"];
        var other = (await Add("y"u8.ToArray())).Ok()["id"];

        (await member.Api.Get("search?q=thrust&types=attachment")).Ok()["total"].ShouldBe("1");
        (await member.Api.Delete($"{_files}/{other}")).ShouldFail(403);
        (await member.Api.Delete($"{_files}/{own}")).Ok();
        (await member.Api.Get("search?q=thrust")).Ok()["total"].ShouldBe("0");
    }

    public Task DisposeAsync()
    {
        _ann.Dispose();
        return Task.CompletedTask;
    }

    private async Task Holds(int files) => (await _ann.Api.Get(_files)).Ok().As<AttachmentList>().Attachments.Count.ShouldBe(files);

    private Task<ApiAnswer> Add(byte[] content, string filename = "a.bin", string type = "application/octet-stream") =>
        _ann.Api.Send(HttpMethod.Post, _files, Form(content, filename, type));

    private async Task<HttpResponseMessage> Download(Guid id, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(shared.Host.Address, $"/api/v1/{_files}/{id}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _ann.Api.Token);
        foreach (var (name, value) in headers.Where(h => h.Value.Length > 0))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request);
    }

    private async Task<bool> Arrives(Guid id, string range)
    {
        try
        {
            using var response = await Download(id, ("Range", range));
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    // Where the hosts of these tests keep what is uploaded to them.
    private string Stored(Guid id) => Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "objects"), id.ToString("N"), SearchOption.AllDirectories)
        .Single(path => path.Contains(_ann.OrganizationId.ToString("N"), StringComparison.Ordinal));

    private static MultipartFormDataContent Form(byte[] content, string filename, string type = "application/octet-stream")
    {
        var file = File(content, type);
        file.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"file\"; filename*=UTF-8''{Uri.EscapeDataString(filename)}");
        return new MultipartFormDataContent { file };
    }

    private static ByteArrayContent File(byte[] content, string type = "application/octet-stream")
    {
        var file = new ByteArrayContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue(type);
        return file;
    }

    private static StringContent Raw(string type, string text)
    {
        var content = new StringContent(text);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }
}
