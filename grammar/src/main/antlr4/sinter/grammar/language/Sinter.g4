// The model language. Operators are names here, resolved through the catalogue: a new one changes nothing in this file.
//
// A line end closes a statement, except after a binary operator or an opening brace, and before '|>'; those inside
// parentheses and brackets are hidden before the parser runs.
grammar Sinter;

file
    : (declaration | NL)* EOF
    ;

declaration
    : 'import' STRING                                              # importFile
    | 'import' id STRING 'as' id                                   # importModel
    | documented block                                             # blockDeclaration
    | 'weights' id 'from' STRING ('by' id)? ('{' NL* (mapping ((',' | NL)+ mapping)* (',' | NL)*)? '}')?  # weights
    | 'const' id '=' expression                                    # constant
    ;

mapping
    : STRING '->' STRING
    ;

documented
    : (DOC NL*)* (hint NL*)*
    ;

block
    : kind=('block' | 'model') id ('(' (parameter (',' parameter)* ','?)? ')')?
      (NL* '->' results)? (NL* 'where' expression (',' NL* expression)*)? body
    ;

results
    : type
    | '(' type (',' type)* ')'
    ;

parameter
    : id (':' kindOfValue)? ('=' expression)?
    ;

kindOfValue
    : type
    | '[' kindOfValue ']'
    ;

// An element type with a shape, or the name of a kind of compile-time value.
type
    : id ('[' (extent (',' extent)*)? ']')? '?'?
    ;

extent
    : '...' id?
    | expression
    ;

body
    : '{' (statement | separator)* '}'
    ;

separator
    : NL
    | SEMICOLON
    | DOC
    ;

statement
    : (hint NL*)* target (',' target)* '=' expression              # assignment
    | kind=('param' | 'buffer' | 'const') id ':' type ('=' expression)?  # parameterDeclaration
    | 'input' id ('named' STRING)? ':' type ('=' expression)?      # inputDeclaration
    | (hint NL*)* 'output' id ('named' STRING)? (':' type)? ('=' expression)?  # outputDeclaration
    | 'for' id (',' id)? 'in' expression body                      # forLoop
    | 'if' expression body ('else' (body | statement))?            # branch
    | 'loop' (id 'in' expression)? carried? ('while' expression)? body   # runLoop
    | 'scan' slice (',' slice)* carried? body                      # runScan
    | 'yield' id '=' expression                                    # yielded
    | 'return' expression (',' expression)*                        # returned
    | 'assert' expression (',' expression)?                        # asserted
    ;

slice
    : id 'in' reversed='reversed'? sequence=expression ('along' axis=expression)?
    ;

carried
    : 'carry' id (',' id)*
    ;

target
    : (id | '_') (':' type)?
    ;

hint
    : '@' id ('(' (argument (',' argument)*)? ')')?
    ;

expression
    : expression '(' (argument (',' argument)* ','?)? ')' ('named' STRING)?            # call
    | expression '[' subscript (',' subscript)* ']'                                    # index
    | expression '.' id                                                                # member
    | <assoc=right> expression op='**' NL* expression                                  # binary
    | '-' expression                                                                   # negation
    | expression op=('*' | '/' | '%' | '@') NL* expression                             # binary
    | expression op=('+' | '-') NL* expression                                         # binary
    | expression '..' NL* expression                                                   # range
    | expression op=('<' | '<=' | '>' | '>=' | '==' | '!=') NL* expression             # binary
    | 'not' expression                                                                 # inversion
    | expression op='and' NL* expression                                               # binary
    | expression op='or' NL* expression                                                # binary
    | expression NL* '|>' NL* expression                                               # pipe
    | <assoc=right> expression '?' NL* expression ':' NL* expression                   # choice
    | id '=>' NL* expression                                                           # lambda
    | '(' (id (',' id)*)? ')' '=>' NL* expression                                      # lambda
    | INT                                                                              # integer
    | FLOAT                                                                            # real
    | STRING                                                                           # text
    | value=('true' | 'false')                                                         # truth
    | 'none'                                                                           # none
    | id                                                                               # name
    | '[' (expression (',' expression)* ','?)? ']'                                     # list
    | '[' expression 'for' id (',' id)? 'in' expression ('if' expression)? ']'         # comprehension
    | '(' expression ')'                                                               # nested
    ;

// A name in quotes is one that no identifier can be, as attributes of other domains may have.
argument
    : ((id | STRING) '=')? expression
    ;

subscript
    : '...'                                                        # rest
    | 'new'                                                        # newAxis
    | start=expression? ':' stop=expression? (':' step=expression?)?          # span
    | expression                                                   # at
    ;

// Keywords with a meaning in one place only are names everywhere else.
id
    : ID
    | 'where' | 'from' | 'by' | 'named' | 'carry' | 'along' | 'reversed' | 'new' | 'as' | 'block'
    ;

LPAREN : '(' ;
RPAREN : ')' ;
LBRACKET : '[' ;
RBRACKET : ']' ;
LBRACE : '{' ;
RBRACE : '}' ;

DOC : '///' ~[\r\n]* ;
COMMENT : '//' ~[\r\n]* -> channel(HIDDEN) ;
SEMICOLON : ';' ;
CONST : 'const' ;
AT : '@' ;
BLOCK : 'block' ;
MODEL : 'model' ;
IMPORT : 'import' ;
WEIGHTS : 'weights' ;
NL : '\r'? '\n' | '\r' ;
SPACE : [ \t]+ -> channel(HIDDEN) ;

STRING : '"' ('\\' . | ~["\\\r\n])* '"' ;
OPEN_STRING : '"' ('\\' ~[\r\n] | ~["\\\r\n])* ;
FLOAT : [0-9] [0-9_]* '.' [0-9] [0-9_]* EXPONENT? | [0-9] [0-9_]* EXPONENT ;
INT : [0-9] [0-9_]* | '0x' [0-9a-fA-F_]+ ;
ID : [\p{L}] [\p{L}\p{N}_]* | '_' [\p{L}\p{N}_]+ ;
OTHER : . ;

fragment EXPONENT : [eE] [+-]? [0-9]+ ;
