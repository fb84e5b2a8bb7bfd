/** The .net language; docs/language.md says what it means. */
grammar Net;

file
  : importing* declaration* EOF
  ;

importing
  : 'import' STRING ';'*
  ;

declaration
  : 'block' name parameters body ';'*    # block
  | 'net' name parameters? body ';'*     # net
  ;

parameters
  : '(' (parameter (',' parameter)* ','?)? ')'
  ;

parameter
  : name ('=' expression)?
  ;

body
  : '{' (statement ';'*)* '}'
  ;

statement
  : name (',' name)* '=' expression                                                # assignment
  | 'input' name ':' type ('preprocess' preprocess=name arguments?)?                # input
  | 'weight' name ':' type ('=' expression)?                                       # weight
  | 'weights' STRING                                                               # weights
  | 'output' name ('=' expression)?                                                # output
  | 'for' name (',' name)? 'in' expression body                                    # loop
  | 'if' expression body ('else' 'if' expression body)* ('else' otherwise=body)?   # choice
  | 'return' expression                                                            # result
  ;

type
  : NAME '[' (expression (',' expression)*)? ']'
  ;

expression
  : operand ('->' stage)*
  ;

stage
  : name arguments?
  ;

/* From tightest to loosest. */
operand
  : name arguments                                                                 # call
  | operand '[' expression ']'                                                     # element
  | operand '.' NAME                                                               # property
  | '-' operand                                                                    # minus
  | operand operator=('*' | '/' | '%') operand                                     # binary
  | operand operator=('+' | '-') operand                                           # binary
  | operand operator=('<<' | '>>') operand                                         # binary
  | operand operator='..' operand                                                  # binary
  | operand operator=('==' | '!=' | '<' | '<=' | '>' | '>=') operand               # binary
  | 'not' operand                                                                  # negation
  | operand operator='and' operand                                                 # binary
  | operand operator='or' operand                                                  # binary
  | 'if' expression '{' expression '}'
    ('else' 'if' expression '{' expression '}')* 'else' '{' expression '}'         # conditional
  | '[' (expression (',' expression)* ','?)? ']'                                   # list
  | '(' expression ')'                                                             # group
  | name                                                                           # variable
  | INTEGER                                                                        # integer
  | FLOAT                                                                          # float
  | ('inf' | 'nan')                                                                # special
  | ('true' | 'false')                                                             # boolean
  | STRING                                                                         # string
  ;

arguments
  : '(' (argument (',' argument)* ','?)? ')'
  ;

argument
  : (label '=')? expression
  ;

/* Operands and attributes may be called as the language's own words are. */
label
  : name
  | 'weight' | 'weights' | 'input' | 'output' | 'net' | 'block' | 'in'
  ;

name
  : NAME
  | QUOTED
  ;

/* An expression that stands alone: between the braces of a string, or after --set. */
lone
  : expression EOF
  ;

IMPORT : 'import' ;
BLOCK : 'block' ;
NET : 'net' ;
INPUT : 'input' ;
OUTPUT : 'output' ;
WEIGHT : 'weight' ;
WEIGHTS : 'weights' ;
RETURN : 'return' ;
IF : 'if' ;
ELSE : 'else' ;
FOR : 'for' ;
IN : 'in' ;
AND : 'and' ;
OR : 'or' ;
NOT : 'not' ;
TRUE : 'true' ;
FALSE : 'false' ;
INF : 'inf' ;
NAN : 'nan' ;
PREPROCESS : 'preprocess' ;

LPAREN : '(' ;
RPAREN : ')' ;
LBRACKET : '[' ;
RBRACKET : ']' ;
LBRACE : '{' ;
RBRACE : '}' ;
COMMA : ',' ;
SEMICOLON : ';' ;
COLON : ':' ;
ASSIGN : '=' ;
ARROW : '->' ;
RANGE : '..' ;
DOT : '.' ;
MINUS : '-' ;
PLUS : '+' ;
TIMES : '*' ;
DIVIDE : '/' ;
MODULO : '%' ;
LEFT : '<<' ;
RIGHT : '>>' ;
EQUAL : '==' ;
UNEQUAL : '!=' ;
LESS : '<' ;
AT_MOST : '<=' ;
GREATER : '>' ;
AT_LEAST : '>=' ;

NAME : [A-Za-z_] [A-Za-z0-9_]* ('.' [A-Za-z0-9_]+)* ;
QUOTED : '`' ('\\' ~[\r\n] | ~[`\\\r\n])* '`' ;
STRING : '"' ('\\' ~[\r\n] | ~["\\\r\n])* '"' ;
FLOAT : DIGITS '.' DIGITS EXPONENT? | DIGITS EXPONENT ;
INTEGER : DIGITS ;

COMMENT : '#' ~[\r\n]* -> skip ;
SPACE : [ \t\r\n\f]+ -> skip ;

/* Every text has tokens; what belongs to none becomes the parser's to report. */
UNCLOSED : '"' ('\\' ~[\r\n] | ~["\\\r\n])* | '`' ('\\' ~[\r\n] | ~[`\\\r\n])* ;
STRAY : . ;

fragment DIGITS : [0-9]+ ;
fragment EXPONENT : [eE] [+-]? [0-9]+ ;
