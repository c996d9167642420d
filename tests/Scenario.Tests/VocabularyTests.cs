using System.Text.Json;

namespace CdnLab.Scenario.Tests;

public sealed class VocabularyTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(Repository.Read("scenarios", "scenario.schema.json")).RootElement;

    [Fact]
    public void The_schema_has_the_keys_of_the_reader_and_no_others()
    {
        foreach (KeySet keys in ScenarioKeys.All)
        {
            JsonElement definition = keys == ScenarioKeys.Scenario ? Schema : Schema.GetProperty("$defs").GetProperty(keys.Name);
            Assert.False(definition.GetProperty("additionalProperties").GetBoolean(), keys.Name);
            Assert.Equal(keys.Names.Order(), definition.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order());
            string[] required = definition.TryGetProperty("required", out JsonElement list) ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : [];
            Assert.Equal(keys.Keys.Where(key => key.Required).Select(key => key.Name).Order(), required.Order());
        }
    }

    [Fact]
    public void The_schema_knows_every_node_setting()
    {
        JsonElement settings = Schema.GetProperty("$defs").GetProperty("node").GetProperty("properties").GetProperty("settings");
        Assert.Equal(NodeSettings.Known.Keys.Order(), settings.GetProperty("properties").EnumerateObject().Select(property => property.Name).Order());
    }

    [Fact]
    public void Every_definition_of_the_schema_is_used_and_every_key_described()
    {
        string text = Repository.Read("scenarios", "scenario.schema.json");
        foreach (JsonProperty definition in Schema.GetProperty("$defs").EnumerateObject())
        {
            Assert.Contains($"\"#/$defs/{definition.Name}\"", text);
        }
    }

    [Fact]
    public void The_readme_tells_every_key_and_short_word()
    {
        string readme = Repository.Read("scenarios", "README.md");
        foreach (KeySet keys in ScenarioKeys.All.Concat(ProfileKeys.All))
        {
            Assert.All(keys.Names, key => Assert.True(readme.Contains($"`{key}`", StringComparison.Ordinal), $"scenarios/README.md does not mention `{key}` of a {keys.Name}"));
        }

        Assert.All(NodeSettings.Known.Keys, key => Assert.True(readme.Contains($"`{key}`", StringComparison.Ordinal), $"scenarios/README.md does not mention `{key}`"));
    }
}
