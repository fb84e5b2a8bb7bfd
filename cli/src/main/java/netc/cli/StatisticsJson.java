package netc.cli;

import netc.ir.Statistics;
import tools.jackson.core.JsonGenerator;

/** What a network costs, for programs. */
final class StatisticsJson {
  private StatisticsJson() {}

  /** Writes the properties into the object that is open. */
  static void properties(JsonGenerator json, Statistics statistics) {
    json.writeNumberProperty("params", statistics.parameters());
    json.writeNumberProperty("macs", statistics.macs());
    json.writeNumberProperty("layers", statistics.layers());
    json.writeObjectPropertyStart("ops");
    statistics.ops().forEach(json::writeNumberProperty);
    json.writeEndObject();
    json.writeNumberProperty("depthwise", statistics.depthwise());
    json.writeNumberProperty("grouped", statistics.grouped());
  }
}
