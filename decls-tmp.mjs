import ts from '/work/main/node_modules/typescript/lib/typescript.js';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
const files = execFileSync('git',['ls-files','e2e/**.ts','bench/**.ts','e2e/*.ts','bench/*.ts'],{encoding:'utf8'}).split('\n').filter(Boolean);
for (const f of [...new Set(files)]) {
  const sf = ts.createSourceFile(f, readFileSync(f,'utf8'), ts.ScriptTarget.ESNext, true);
  const out=[];
  const visit=(n,depth)=>{
    let name=n.name;
    if (name && (ts.isIdentifier(name)||ts.isPrivateIdentifier(name)) && (ts.isFunctionDeclaration(n)||ts.isVariableDeclaration(n)||ts.isParameter(n)||ts.isBindingElement(n)||ts.isMethodDeclaration(n)||ts.isPropertyDeclaration(n)||ts.isPropertySignature(n)||ts.isMethodSignature(n)||ts.isInterfaceDeclaration(n)||ts.isTypeAliasDeclaration(n)||ts.isClassDeclaration(n)||ts.isEnumMember(n)||ts.isGetAccessor(n))) {
      const line=sf.getLineAndCharacterOfPosition(name.getStart()).line+1;
      const k=ts.isParameter(n)?'p':ts.isVariableDeclaration(n)?(n.parent.parent.parent===sf?'C':'v'):ts.isFunctionDeclaration(n)?'F':ts.isBindingElement(n)?'b':(ts.isInterfaceDeclaration(n)||ts.isTypeAliasDeclaration(n)||ts.isClassDeclaration(n))?'T':'m';
      out.push(`${k}:${name.text}@${line}`);
    }
    ts.forEachChild(n,c=>visit(c,depth+1));
  };
  visit(sf,0);
  console.log(f+'\n  '+out.join(' '));
}
