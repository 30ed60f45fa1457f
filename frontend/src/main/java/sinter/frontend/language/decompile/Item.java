package sinter.frontend.language.decompile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Something that a body does: it reads tensors and makes others. */
sealed interface Item {
  List<Def> in();

  List<Def> out();

  /** The same item with other tensors and values. */
  Item with(List<Def> in, List<Def> out, List<Slot> slots);

  default List<Slot> slots() {
    return List.of();
  }

  /** What repetitions of it have in common; the item itself when there are none. */
  default Object key() {
    return this;
  }

  /** An expression. */
  record Step(Form form, List<Slot> slots, List<Def> in, List<Def> out) implements Item {
    public Step {
      slots = List.copyOf(slots);
      in = List.copyOf(in);
      out = List.copyOf(out);
    }

    @Override
    public Object key() {
      return List.of(form, in.size(), out.size());
    }

    @Override
    public Item with(List<Def> otherIn, List<Def> otherOut, List<Slot> others) {
      return new Step(form, others, otherIn, otherOut);
    }
  }

  /** A call of a block that was found. */
  record Use(Found block, List<Slot> slots, List<Def> in, List<Def> out) implements Item {
    public Use {
      slots = List.copyOf(slots);
      in = List.copyOf(in);
      out = List.copyOf(out);
    }

    @Override
    public Object key() {
      return block;
    }

    @Override
    public Item with(List<Def> otherIn, List<Def> otherOut, List<Slot> others) {
      return new Use(block, others, otherIn, otherOut);
    }
  }

  /**
   * Calls of a block one after the other, each reading what the one before made.
   *
   * @param count how many, when all have the values {@code first}
   * @param calls the values of every call when they differ, else empty
   * @param carried for each operand the result that it is in the next call; -1 when it stays the same
   * @param in operands of the first call
   * @param out results of the last one
   */
  record Repeat(
      Found block,
      Slot count,
      List<Slot> first,
      List<List<Slot>> calls,
      List<Integer> carried,
      List<Def> in,
      List<Def> out)
      implements Item {
    static Repeat of(
        Found block, List<List<Slot>> calls, List<Integer> carried, List<Def> in, List<Def> out) {
      boolean isUniform = calls.stream().distinct().count() == 1;
      return new Repeat(
          block,
          Slot.of(calls.size()),
          calls.getFirst(),
          isUniform ? List.of() : calls,
          carried,
          in,
          out);
    }

    /** The count, then the values of the calls; none when these differ. */
    @Override
    public List<Slot> slots() {
      if (!calls.isEmpty()) {
        return List.of();
      }
      var all = new ArrayList<Slot>();
      all.add(count);
      all.addAll(first);
      return all;
    }

    @Override
    public Object key() {
      return calls.isEmpty() ? List.of(block, carried) : this;
    }

    @Override
    public Item with(List<Def> otherIn, List<Def> otherOut, List<Slot> others) {
      return others.isEmpty()
          ? new Repeat(block, count, first, calls, carried, otherIn, otherOut)
          : new Repeat(
              block,
              others.getFirst(),
              List.copyOf(others.subList(1, others.size())),
              calls,
              carried,
              otherIn,
              otherOut);
    }
  }

  /** A branch when the model runs; {@code in} is the condition, then what the branches read. */
  record Branch(Body then, Body otherwise, List<Def> in, List<Def> out) implements Item {
    @Override
    public Item with(List<Def> otherIn, List<Def> otherOut, List<Slot> others) {
      return new Branch(then, otherwise, otherIn, otherOut);
    }
  }

  /**
   * A loop when the model runs. The body takes the number of the iteration, the condition and the states, and
   * gives the next condition, the next states and what is collected.
   *
   * @param trips text of the count; null when it is {@code tripsAt}, or when there is none
   * @param tripsAt the operand that is the count; -1 without
   * @param goesOn the operand that is the first condition; -1 when it always begins
   * @param isOpen whether the condition can end it
   * @param initial the first operand that is a state
   */
  record Loop(
      @Nullable String trips,
      int tripsAt,
      int goesOn,
      boolean isOpen,
      int initial,
      int states,
      Body body,
      List<Def> in,
      List<Def> out)
      implements Item {
    @Override
    public Item with(List<Def> otherIn, List<Def> otherOut, List<Slot> others) {
      return new Loop(trips, tripsAt, goesOn, isOpen, initial, states, body, otherIn, otherOut);
    }
  }

  /** A scan when the model runs: states, then sequences, then what the body reads besides. */
  record Scan(
      int states, List<Long> axes, List<Long> directions, Body body, List<Def> in, List<Def> out)
      implements Item {
    @Override
    public Item with(List<Def> otherIn, List<Def> otherOut, List<Slot> others) {
      return new Scan(states, axes, directions, body, otherIn, otherOut);
    }
  }

  /** Statements with what they are given and what they give. */
  final class Body {
    final List<Def> params;
    List<Item> items;
    final List<Def> results;

    Body(List<Def> params, List<Item> items, List<Def> results) {
      this.params = params;
      this.items = items;
      this.results = results;
    }
  }

  /** A block that was found in a model. */
  final class Found {
    final Body body;
    final List<Parameter> parameters;
    String name = "";

    /** Whether its only calls are those of one {@link Repeat}, so that the statements stand there. */
    boolean isInline;

    Found(Body body, List<Parameter> parameters) {
      this.body = body;
      this.parameters = parameters;
    }
  }

  /** {@code defs} with those that {@code map} replaces. */
  static List<Def> mapped(List<Def> defs, Map<Def, Def> map) {
    return defs.stream().map(d -> Objects.requireNonNull(map.getOrDefault(d, d))).toList();
  }
}
