using System.Net;

namespace CdnLab.Node.Http;

/// <summary>Implemented by a media half that can say where it receives; the port is known only once its socket is bound.</summary>
public interface IMediaAddress
{
    /// <summary>The UDP address that peers are told.</summary>
    IPEndPoint MediaAddress { get; }
}
