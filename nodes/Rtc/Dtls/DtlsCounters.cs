namespace CdnLab.Rtc.Dtls;

/// <summary>What one DTLS association has seen and sent.</summary>
public struct DtlsCounters
{
    /// <summary>Datagrams handed out by <see cref="DtlsEndpoint.TryPollTransmit"/>.</summary>
    public long DatagramsSent;

    /// <summary>Datagrams given to <see cref="DtlsEndpoint.HandleDatagram"/>.</summary>
    public long DatagramsReceived;

    /// <summary>Datagrams without one whole DTLS record, too long, or with a torn record at the end.</summary>
    public long MalformedDatagrams;

    /// <summary>Whole records that were not looked at: application data, or of no use in this state.</summary>
    public long IgnoredRecords;

    /// <summary>Flights sent again because the timer ran out.</summary>
    public long FlightsRepeated;

    /// <summary>Final flights sent again because the peer repeated its own.</summary>
    public long FinalFlightsRepeated;
}
