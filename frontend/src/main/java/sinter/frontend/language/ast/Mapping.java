package sinter.frontend.language.ast;

import sinter.ir.diag.Loc;

/** {@code "rnn.0.*" -> "lstm.*"}: names in the weights file, and the parameters they are meant for. */
public record Mapping(Loc.Span at, String from, String to) implements Syntax {}
