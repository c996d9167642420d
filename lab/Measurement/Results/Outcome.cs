using System.Text.Json.Serialization;

namespace CdnLab.Measurement.Results;

/// <summary>How a run is judged.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Outcome>))]
public enum Outcome
{
    /// <summary>Everything that was asked holds.</summary>
    [JsonStringEnumMemberName("pass")]
    Pass,

    /// <summary>A check failed or a limit was broken.</summary>
    [JsonStringEnumMemberName("fail")]
    Fail,

    /// <summary>Too little data to say either.</summary>
    [JsonStringEnumMemberName("inconclusive")]
    Inconclusive,

    /// <summary>An instrument was not good enough: the run says nothing about the product.</summary>
    [JsonStringEnumMemberName("invalid")]
    Invalid,
}
