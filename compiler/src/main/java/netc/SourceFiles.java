package netc;

/** placeholder */
final class SourceFiles {}
