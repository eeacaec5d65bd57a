using BraidMgr.Contracts.Errors;
using BraidMgr.Grains.Provisioning;

namespace BraidMgr.Grains.Tests.Provisioning;

public sealed class SlugTests
{
    [Theory]
    [InlineData("abc", true)]
    [InlineData("a-1", true)]
    [InlineData("a234567890123456789012345678901234567890", true)]
    [InlineData("a2345678901234567890123456789012345678901", false)]
    [InlineData("ab", false)]
    [InlineData("-abc", false)]
    [InlineData("abc-", false)]
    [InlineData("a--b", false)]
    [InlineData("Abc", false)]
    [InlineData("a_b", false)]
    [InlineData("a.b", false)]
    [InlineData("äbc", false)]
    [InlineData("abc\n", false)]
    [InlineData("api", false)]
    [InlineData("www", false)]
    [InlineData("template", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Slugs_are_3_to_40_of_a_to_z_digits_and_single_dashes_within(string? slug, bool good)
    {
        var errors = new ValidationErrors();
        errors.Slug("slug", slug);

        errors.None.ShouldBe(good);
    }

    [Theory]
    [InlineData("Acme Ltd.", "acme-ltd")]
    [InlineData("Ann's organization", "anns-organization")]
    [InlineData("  Große -- Dinge!  ", "gro-e-dinge")]
    [InlineData("a very long name that goes on and on and on and on", "a-very-long-name-that-goes-on-and-on-and")]
    public void Names_give_slugs(string name, string slug)
    {
        Slugs.From(name).First().ShouldBe(slug);
    }

    [Theory]
    [InlineData("日本")]
    [InlineData("Al")]
    [InlineData("API")]
    [InlineData("--")]
    [InlineData("a very long name that goes on and on and on and on")]
    public void Whatever_the_name_every_slug_made_of_it_is_good(string name)
    {
        var slugs = Slugs.From(name).ToList();

        slugs.Distinct().Count().ShouldBeGreaterThanOrEqualTo(5);
        foreach (var slug in slugs)
        {
            var errors = new ValidationErrors();
            errors.Slug("slug", slug);
            errors.None.ShouldBeTrue(slug);
        }
    }

    [Fact]
    public void The_longest_database_name_is_not_cut_by_PostgreSQL()
    {
        var slug = new string('a', 40);

        DatabaseNames.Of("a-b-c").ShouldBe("braidmgr_org_a_b_c");
        DatabaseNames.Another(slug).Length.ShouldBe(62);
        DatabaseNames.Another(slug).ShouldStartWith(DatabaseNames.Of(slug) + "_");
    }
}
