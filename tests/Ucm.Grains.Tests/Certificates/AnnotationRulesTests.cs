using Ucm.Grains.Certificates;
using Ucm.Grains.Interfaces.Certificates;
using Ucm.Grains.Interfaces.Outcomes;

namespace Ucm.Grains.Tests.Certificates;

public sealed class AnnotationRulesTests
{
    private static readonly CertificateAnnotations Present = CertificateAnnotations.None with { Labels = [new("a", "1"), new("b", "2")], Owner = "Ann", Version = 7 };

    [Fact]
    public void Merge_NamesSomeMembers_LeavesTheOthers()
    {
        var merged = AnnotationRules.Merge(Present, Change() with { Labels = [new("c", "3"), new("a", null), new("none", null)], Notes = "x" }).Value!;

        merged.Labels.ShouldBe([new("b", "2"), new("c", "3")]);
        (merged.Owner, merged.Notes, merged.Version).ShouldBe(("Ann", "x", 7));
    }

    [Fact]
    public void Merge_ClearsLabelsAndOwner_LeavesNothing()
    {
        var merged = AnnotationRules.Merge(Present, Change() with { ClearLabels = true, Owner = string.Empty, Labels = default }).Value!;

        merged.Labels.ShouldBeEmpty();
        merged.Owner.ShouldBeEmpty();
    }

    [Fact]
    public void Merge_OneLabelMoreThanThereMayBe_IsRefusedByField()
    {
        var many = Enumerable.Range(0, CertificateAnnotations.MaxLabels).Select(static index => new LabelChange($"n{index}", "x"));

        var refusal = AnnotationRules.Merge(Present, Change() with { Labels = [.. many] }).Refusal!;

        (refusal.Code, refusal.Parts.Single().Name).ShouldBe((RefusalCode.Malformed, "/labels"));
    }

    [Theory]
    [InlineData("", "x", "/labels")]
    [InlineData("a b", "x", "/labels")]
    [InlineData("ä", "x", "/labels")]
    [InlineData("a/b", "line\n", "/labels/a~1b")]
    public void Normalize_BadLabel_IsNamed(string name, string value, string pointer) =>
        AnnotationRules.Normalize(CertificateAnnotations.None with { Labels = [new(name, value)] }).Refusal!.Parts.Single().Name.ShouldBe(pointer);

    [Fact]
    public void Normalize_TooLong_IsNamed()
    {
        string Pointer(CertificateAnnotations annotations) => AnnotationRules.Normalize(annotations).Refusal!.Parts.Single().Name;

        Pointer(CertificateAnnotations.None with { Labels = [new("a", new string('x', 256))] }).ShouldBe("/labels/a");
        Pointer(CertificateAnnotations.None with { Labels = [new("a", "1"), new("a", "2")] }).ShouldBe("/labels/a");
        Pointer(CertificateAnnotations.None with { Owner = new string('x', 256) }).ShouldBe("/owner");
        Pointer(CertificateAnnotations.None with { Notes = new string('x', 2001) }).ShouldBe("/notes");
        AnnotationRules.Normalize(new CertificateAnnotations(default, null!, null!)).Value.ShouldBe(CertificateAnnotations.None, "what an old sender left out");
    }

    private static AnnotateCommand Change() => new([], false, null, null, null, TestRequests.Admin);
}
