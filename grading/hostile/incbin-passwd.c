/* Expect: not compiled|refused */
__asm__(".data\nsecret: .incbin \"/etc/shadow\"\n");
