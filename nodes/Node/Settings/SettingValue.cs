namespace CdnLab.Node.Settings;

/// <summary>A value as written and where: <c>--cdn-role</c>, <c>CDN_ROLE</c>, or <c>cdn_role in node.json</c>.</summary>
internal readonly record struct SettingValue(string Text, string Source);
