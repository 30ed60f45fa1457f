grammar Sir;

file : ID* EOF ;

ID : [A-Za-z_] [A-Za-z_0-9]* ;
WS : [ \t\r\n]+ -> skip ;
