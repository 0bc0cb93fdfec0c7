using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Shouldly;
using Ucm.Frontend.Admin.Api;

namespace Ucm.Frontend.Tests.Admin.Api;

/// <summary>What holds for every body of REST, those still to be written too.</summary>
public sealed class ApiJsonTests
{
    public static TheoryData<string> Bodies => [.. typeof(ApiJson).Assembly.GetTypes()
        .Where(static type => type.Namespace == typeof(ApiJson).Namespace && type.Name.EndsWith("Body", StringComparison.Ordinal) && !type.IsAbstract)
        .Where(static type => ApiJson.Default.GetTypeInfo(type) is not null)
        .Select(static type => type.Name)];

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Deserialize_NullInARequiredMember_IsRefused(string name)
    {
        var type = Find(name);
        foreach (var property in type.Properties.Where(static property => property.IsRequired))
        {
            var body = new JsonObject(type.Properties.Where(static one => one.IsRequired).Select(static one => KeyValuePair.Create(one.Name, Sample(one.PropertyType))));
            body[property.Name] = null;

            Should.Throw<JsonException>(() => JsonSerializer.Deserialize(body.ToJsonString(), type), $"{name}.{property.Name}");
        }
    }

    [Theory]
    [InlineData("2030-01-31T12:00:00Z", true)]
    [InlineData("2030-01-31t12:00:00.5z", true)]
    [InlineData("2030-01-31T12:00:00+01:00", true)]
    [InlineData("2030-01-31T12:00:00", false)]
    [InlineData("2030-01-31", false)]
    [InlineData("2030-02-30T12:00:00Z", false)]
    [InlineData("1/31/2030 12:00:00 +00:00", false)]
    [InlineData("tomorrow", false)]
    public void Deserialize_Time_IsRfc3339WithAZone(string text, bool good)
    {
        var body = $$"""{"not_after":"{{text}}"}""";

        if (good)
        {
            JsonSerializer.Deserialize(body, ApiJson.Default.IssueBody)!.NotAfter.ShouldNotBeNull();
            return;
        }

        Should.Throw<JsonException>(() => JsonSerializer.Deserialize(body, ApiJson.Default.IssueBody)).Message.ShouldContain("with its zone");
    }

    private static JsonTypeInfo Find(string name) =>
        ApiJson.Default.GetTypeInfo(typeof(ApiJson).Assembly.GetType($"{typeof(ApiJson).Namespace}.{name}", throwOnError: true)!)!;

    private static JsonNode? Sample(Type type) => type switch
    {
        _ when type == typeof(string) || type == typeof(byte[]) => "abcd",
        { IsArray: true } => new JsonArray(),
        { IsClass: true } => new JsonObject(),
        _ when type == typeof(bool) => true,
        _ => 1,
    };
}
