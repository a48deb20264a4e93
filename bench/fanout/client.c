// Load client: N WebSocket connections in one epoll loop (raw frames, so that the client costs little and the same for every server).
// After ../shared/bench/fanout/client.c, with people who sign in:
// usage: client PORT[,PORT2] N PATH MODE [TOKENS]     MODE: ws | sio (text "40" handshake) | auth (40{"token":…} with the n-th line of
// TOKENS, then subscribe_signals, joined once that was answered with ok)
// stdin: "RUN expected timeout_ms\n" -> waits for that many deliveries, prints one JSON line; "QUIT\n".
// A delivery is any frame holding "T#" + 16 digits: CLOCK_MONOTONIC microseconds written by the server just before it emits.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
static uint64_t us(void){struct timespec t;clock_gettime(CLOCK_MONOTONIC,&t);return t.tv_sec*1000000ull+t.tv_nsec/1000;}
typedef struct{int fd,state;char*buf;int len;}C; // state 0 http, 1 open, 2 joined
static C*cs;static int n,joined,failed;static uint32_t*lat;static long cap,cnt,expect;static uint64_t first,last,bytes;static const char*mode;
static char**tokens;
static void sendf(int fd,int op,const void*p,int l){unsigned char b[5000];int h=2;if(l>4900)return;b[0]=0x80|op;if(l<126)b[1]=0x80|l;else{b[1]=0x80|126;b[2]=l>>8;b[3]=l&255;h=4;}memset(b+h,0,4);memcpy(b+h+4,p,l);if(write(fd,b,l+h+4)<0){}}
static void frame(C*c,int op,char*p,int l){
 if(c->state==1){ if(!strcmp(mode,"ws")){c->state=2;joined++;}
  else if(op==1&&l>0&&p[0]=='0'){ if(!strcmp(mode,"auth")){char m[4800];int k=snprintf(m,sizeof m,"40{\"token\":\"%s\"}",tokens[c-cs]);sendf(c->fd,1,m,k);}else sendf(c->fd,1,"40",2); return; }
  else if(op==1&&l>1&&p[0]=='4'&&p[1]=='0'){if(!strcmp(mode,"auth")){static const char q[]="420[\"subscribe_signals\",{}]";sendf(c->fd,1,q,sizeof q-1);return;}c->state=2;joined++;return;}
  else if(op==1&&l>13&&!memcmp(p,"430[{\"ok\":true",14)){c->state=2;joined++;return;}
  else if(op==1&&l>1&&p[0]=='4'&&(p[1]=='4'||p[1]=='3')){failed++;fprintf(stderr,"%.*s\n",l>200?200:l,p);return;} }
 if(op==9){sendf(c->fd,10,p,l>125?125:l);return;} if(op==1&&l==1&&p[0]=='2'){sendf(c->fd,1,"3",1);return;}
 char*t=memmem(p,l,"T#",2);if(t&&t+18<=p+l){uint64_t v=0;for(int i=2;i<18;i++)v=v*10+(t[i]-'0');uint64_t x=us();if(!first)first=v;last=x;bytes+=l;if(cnt<cap)lat[cnt]=(uint32_t)(x-v);cnt++;}}
static void feed(C*c,char*d,int l){
 char*p=d;int m=l;
 if(c->len){c->buf=realloc(c->buf,c->len+l);memcpy(c->buf+c->len,d,l);p=c->buf;m=c->len+l;}
 int o=0;
 if(c->state==0){char*e=memmem(p,m,"\r\n\r\n",4);if(!e)goto keep;if(memcmp(p,"HTTP/1.1 101",12)){failed++;fprintf(stderr,"%.*s\n",m>200?200:m,p);close(c->fd);c->len=0;return;}o=e-p+4;c->state=1;if(!strcmp(mode,"ws")){c->state=2;joined++;}}
 while(m-o>=2){int op=p[o]&15,L=p[o+1]&127,h=2;if(L==126){if(m-o<4)break;L=((uint8_t)p[o+2]<<8)|(uint8_t)p[o+3];h=4;}else if(L==127){if(m-o<10)break;L=0;for(int i=6;i<10;i++)L=(L<<8)|(uint8_t)p[o+i];h=10;}
  if(m-o<h+L)break;frame(c,op,p+o+h,L);o+=h+L;}
keep:{int r=m-o;if(r){char*nb=malloc(r);memcpy(nb,p+o,r);free(c->buf);c->buf=nb;}else{free(c->buf);c->buf=0;}c->len=r;}}
static int cmp(const void*a,const void*b){uint32_t x=*(uint32_t*)a,y=*(uint32_t*)b;return(x>y)-(x<y);}
int main(int ac,char**av){struct rlimit rl={65536,65536};setrlimit(RLIMIT_NOFILE,&rl);int ports[8],np=0;for(char*s=strtok(av[1],",");s;s=strtok(0,","))ports[np++]=atoi(s);n=atoi(av[2]);const char*path=av[3];mode=av[4];
 if(ac>5){FILE*f=fopen(av[5],"r");if(!f){perror("tokens");return 1;}tokens=calloc(n,sizeof(char*));char line[4600];for(int i=0;i<n&&fgets(line,sizeof line,f);i++){line[strcspn(line,"\n")]=0;tokens[i]=strdup(line);}fclose(f);}
 cs=calloc(n,sizeof(C));int ep=epoll_create1(0);struct epoll_event ev[512];char req[600],buf[1<<16];uint64_t t0=us();int started=0;
 cap=4000000;lat=malloc(cap*4);fcntl(0,F_SETFL,O_NONBLOCK);ev[0].events=EPOLLIN;ev[0].data.u32=0xffffffffu;epoll_ctl(ep,EPOLL_CTL_ADD,0,&ev[0]);
 uint64_t deadline=0;int ready=0,running=0;
 for(;;){
  while(started<n&&started-joined-failed<64){C*c=cs+started;struct sockaddr_in a={.sin_family=AF_INET,.sin_port=htons(ports[started%np])};a.sin_addr.s_addr=htonl(0x7f000001);c->fd=socket(AF_INET,SOCK_STREAM,0);
   if(connect(c->fd,(void*)&a,sizeof a)){perror("connect");return 1;}int one=1;setsockopt(c->fd,IPPROTO_TCP,TCP_NODELAY,&one,sizeof one);
   int l=snprintf(req,sizeof req,"GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",path,ports[started%np]);
   if(write(c->fd,req,l)<0)return 1;fcntl(c->fd,F_SETFL,O_NONBLOCK);struct epoll_event e={.events=EPOLLIN,.data.u32=started};epoll_ctl(ep,EPOLL_CTL_ADD,c->fd,&e);started++;}
  if(!ready&&joined+failed==n){ready=1;printf("{\"ready\":%d,\"failed\":%d,\"connect_ms\":%.1f}\n",joined,failed,(us()-t0)/1e3);fflush(stdout);}
  int k=epoll_wait(ep,ev,512,running?20:200);
  for(int i=0;i<k;i++){if(ev[i].data.u32==0xffffffffu){int l=read(0,buf,sizeof buf-1);if(l==0)return 0;if(l>0){buf[l]=0;long tmo=0;if(sscanf(buf,"RUN %ld %ld",&expect,&tmo)==2){cnt=0;first=last=0;bytes=0;running=1;deadline=us()+tmo*1000;printf("{\"armed\":1}\n");fflush(stdout);}else if(!strncmp(buf,"QUIT",4))return 0;}continue;}
   C*c=cs+ev[i].data.u32;int l=read(c->fd,buf,sizeof buf);if(l<=0){if(l<0&&errno==EAGAIN)continue;epoll_ctl(ep,EPOLL_CTL_DEL,c->fd,0);close(c->fd);failed++;if(c->state==2)joined--;continue;}feed(c,buf,l);}
  if(running&&(cnt>=expect||us()>deadline)){running=0;long m=cnt<cap?cnt:cap;qsort(lat,m,4,cmp);
   printf("{\"received\":%ld,\"expected\":%ld,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f,\"span_ms\":%.3f,\"frame_bytes\":%.0f}\n",cnt,expect,m?lat[m/2]/1e3:0,m?lat[(long)(m*0.99)]/1e3:0,m?lat[m-1]/1e3:0,(last-first)/1e3,cnt?(double)bytes/cnt:0);fflush(stdout);}
 }}
