namespace k8s.Models;

public interface IMetadata<TMetadata>
{
    TMetadata Metadata { get; set; }
}
