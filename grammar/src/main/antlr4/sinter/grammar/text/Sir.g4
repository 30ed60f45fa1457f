// The textual form of the intermediate representation. Operators, attributes and facts are names here: what they
// mean follows from the catalogue, so a new operator changes nothing in this file.
grammar Sir;

file
    : model? weights* item* EOF
    ;

model
    : 'model' ('ir' INT)? opset* fact*
    ;

opset
    : 'opset' STRING? INT
    ;

// A file that constants are slices of, relative to the folder of the text.
weights
    : 'weights' SYMBOL '=' STRING ('size' INT)?
    ;

item
    : graph
    | function
    ;

graph
    : 'graph' body
    ;

function
    : 'function' name '::' name ('overload' STRING)?
      ('attributes' '[' (STRING (',' STRING)*)? ']')? ('defaults' attributes)? opset* body
    ;

body
    : SYMBOL? '(' (param (',' param)*)? ')' '->' '(' (output (',' output)*)? ')' fact* block
    ;

param
    : VALUE ('as' STRING)? (':' typed)? ('=' value)?
    ;

output
    : VALUE ('as' (STRING | '_'))? (':' typed)?
    ;

block
    : '{' statement* '}'
    ;

statement
    : (result (',' result)* '=')? operation
    ;

result
    : VALUE ('as' STRING)?
    | '_'
    ;

operation
    : 'const' value label (':' typed)? location?
    | op '(' (operand (',' operand)*)? ')' attributes? label region* (':' typed (',' typed)*)? location?
    ;

// An operator of the catalogue, or domain::Name@version for an ONNX node that is not interpreted.
op
    : id
    | name '::' name SYMBOL ('overload' STRING)?
    ;

operand
    : VALUE
    | '_'
    ;

label
    : ('name' STRING)? fact*
    ;

region
    : 'region' body
    ;

attributes
    : '{' (attribute (',' attribute)*)? '}'
    ;

attribute
    : name '=' value fact*
    ;

fact
    : '!' id attributes?
    ;

// With a type it is a tensor.
value
    : literal (':' type)?
    ;

literal
    : scalar                                              # plain
    | pair                                                # complex
    | '[' (value (',' value)*)? ']'                       # list
    | attributes                                          # record
    | 'splat' (scalar | pair)                             # splat
    | SYMBOL '[' INT ':' INT ']'                          # slice
    | 'recipe' id attributes? '(' (value (',' value)*)? ')'  # recipe
    | 'type' '(' type ')'                                 # typeOf
    | 'none' id                                           # empty
    | 'region' INT                                        # regionOf
    | 'message' INT '[' (bytes (',' bytes)*)? ']'         # message
    | 'ref' STRING INT                                    # ref
    ;

// A complex number.
pair
    : '(' scalar ',' scalar ')'
    ;

scalar
    : INT
    | FLOAT
    | HEX
    | NEGATIVE_INFINITY
    | STRING
    | BASE64
    | id
    ;

bytes
    : STRING
    | BASE64
    ;

typed
    : type fact*
    ;

type
    : 'sparse'? element '[' shape ']'   # tensorType
    | '?'                               # opaqueType
    | 'seq' '(' type ')'                # sequenceType
    | 'optional' '(' type ')'           # optionalType
    | 'map' '(' element ',' type ')'    # mapType
    ;

element
    : id
    | '?'
    ;

shape
    : '*'
    | (dim (',' dim)*)?
    ;

dim
    : dimPart+
    ;

dimPart
    : id
    | INT
    | STRING
    | NEGATIVE_INFINITY
    | '+'
    | '-'
    | '*'
    | '?'
    | '_'
    | '(' dim (',' dim)* ')'
    ;

location
    : 'at' place
    ;

place
    : '?'                                  # unknownPlace
    | STRING '#' INT STRING?               # nodePlace
    | STRING ':' INT ':' INT '+' INT       # spanPlace
    | STRING '(' place (',' place)* ')'    # fusedPlace
    ;

name
    : id
    | STRING
    ;

// Every keyword but the two that recovery relies on: 'graph' and 'function' are names only in quotes.
id
    : ID
    | 'as'
    | 'at'
    | 'attributes'
    | 'const'
    | 'defaults'
    | 'ir'
    | 'map'
    | 'message'
    | 'model'
    | 'name'
    | 'none'
    | 'opset'
    | 'optional'
    | 'overload'
    | 'recipe'
    | 'ref'
    | 'region'
    | 'seq'
    | 'size'
    | 'sparse'
    | 'splat'
    | 'type'
    | 'weights'
    ;

GRAPH
    : 'graph'
    ;

FUNCTION
    : 'function'
    ;

WEIGHTS
    : 'weights'
    ;

MODEL
    : 'model'
    ;

REGION
    : 'region'
    ;

AT
    : 'at'
    ;

NAME
    : 'name'
    ;

OVERLOAD
    : 'overload'
    ;

RBRACE
    : '}'
    ;

VALUE
    : '%' (LABEL | QUOTED)
    ;

SYMBOL
    : '@' (LABEL | QUOTED)
    ;

STRING
    : QUOTED
    ;

BASE64
    : 'b64"' [A-Za-z0-9+/=]* '"'
    ;

NEGATIVE_INFINITY
    : '-inf'
    ;

HEX
    : '0x' [0-9a-fA-F]+
    ;

FLOAT
    : '-'? [0-9]+ ('.' [0-9]+ EXPONENT? | EXPONENT)
    ;

INT
    : '-'? [0-9]+
    ;

UNDERSCORE
    : '_'
    ;

ID
    : [A-Za-z_] [A-Za-z0-9_]*
    ;

COMMENT
    : '//' ~[\r\n]* -> skip
    ;

BLANK
    : [ \t\r\n]+ -> skip
    ;

OTHER
    : .
    ;

fragment LABEL
    : [A-Za-z0-9_./]+
    ;

fragment QUOTED
    : '"' (~["\\\r\n] | '\\' ~[\r\n])* '"'
    ;

fragment EXPONENT
    : [eE] [+-]? [0-9]+
    ;
