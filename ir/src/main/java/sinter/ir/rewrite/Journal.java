package sinter.ir.rewrite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sinter.ir.diag.Loc;

/**
 * The serial list of accepted edits, and, when asked for, of misses with their reasons. A limit on the number of edits
 * makes a whole pipeline bisectable.
 */
public final class Journal {
  /** An accepted edit: {@code rule} (or the pass itself) rewrote {@code node}. */
  public record Entry(int index, String pass, String rule, String node, Loc at) {}

  /** A rule that looked at {@code node} and declined, and why. */
  public record Miss(String pass, String rule, String node, String reason, Loc at) {}

  private final List<Entry> entries = new ArrayList<>();
  private final Map<Miss, Integer> misses = new LinkedHashMap<>();
  private final boolean explaining;
  private final long limit;
  private String pass = "";

  public Journal() {
    this(false, Long.MAX_VALUE);
  }

  /**
   * @param explaining whether misses are kept
   * @param limit accepted edits after which no more are allowed
   */
  public Journal(boolean explaining, long limit) {
    this.explaining = explaining;
    this.limit = limit;
  }

  /** Names the pass that edits from now on. */
  public void enter(String pass) {
    this.pass = pass;
  }

  public boolean explaining() {
    return explaining;
  }

  /** True while another edit is allowed. */
  public boolean open() {
    return entries.size() < limit;
  }

  public void accept(String rule, String node, Loc at) {
    entries.add(new Entry(entries.size() + 1, pass, rule, node, at));
  }

  public void miss(String rule, String node, String reason, Loc at) {
    if (explaining) {
      misses.merge(new Miss(pass, rule, node, reason, at), 1, Integer::sum);
    }
  }

  public List<Entry> entries() {
    return entries;
  }

  public int size() {
    return entries.size();
  }

  public List<Miss> misses() {
    return List.copyOf(misses.keySet());
  }
}
