namespace k8s.Models;

public interface IMetadata<TMetadata>
{
    TMetadata Metadata { get; set; }
}

public interface ISpec<TSpec>
{
    TSpec Spec { get; set; }
}

public interface IStatus<TStatus>
{
    TStatus Status { get; set; }
}

public interface IItems<TItem>
{
    IList<TItem> Items { get; set; }
}
