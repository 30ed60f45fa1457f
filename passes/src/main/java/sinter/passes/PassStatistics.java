package sinter.passes;

/** What one run of a pass took and did. Nodes are those of all graphs, regions and functions. */
public record PassStatistics(
    String name, double millis, int rewrites, int nodesBefore, int nodesAfter) {}
